/// The lines that are measured, one file each.
enum Lines {
    static let all: [any Line] = [
        W1(),
        W1u(),
        W1r(),
        W5(),
        S1(),
        S1a(),
        R1(),
        R2(),
        R3(),
    ]
}

/// The lines that are measured, one file each.
enum Lines {
    static let all: [any Line] = ofFiles + onServers

    private static let ofFiles: [any Line] = [
        W1(),
        W1u(),
        W1r(),
        W2(),
        W2p(),
        W3(),
        W5(),
        S1(),
        S1a(),
        S2(),
        S3(),
        S4(),
        S5(),
        R1(),
        R2(),
        R3(),
        R4(),
        L1(),
        V1(),
        G1(),
        I1(),
    ]

    /// Those that need the trait `PostgreSQL`.
    static let ofServers: Set = ["P1", "P2", "P3", "P4"]

    #if PostgreSQL
    private static let onServers: [any Line] = [P1(), P2(), P3(), P4()]
    #else
    private static let onServers: [any Line] = []
    #endif
}

extension Fault {
    /// Every fault, in the order of the table.
    static let all: [Fault] =
        [killAtRandom, killAtCalls, powerLoss]
        + [
            failing(.write, .io), failing(.write, .space), failing(.sync, .io), failing(.read, .io),
            failing(.open, .io), failing(.truncate, .io), failing(.delete, .io),
        ]
        + [smallDisk, sizeLimit]
        + [cutFile, bitsOfSmall, bitsOfLarge, cutLog, bitsOfLog, oldPages, oldRows]
        + [twoWriters, clocks, hostileText]
}

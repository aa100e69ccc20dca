import BillingModel

/// Reads numbers and texts from bytes that this process wrote.
struct SpoolReader {
    private let all: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { all = bytes }

    var isAtEnd: Bool { place == all.count }

    mutating func bytes(_ count: Int) throws(BillingError) -> [UInt8] {
        guard count >= 0, count <= all.count - place else {
            throw BillingError(.corruptData, rule: "a temporary file is read as it was written")
        }
        defer { place += count }
        return Array(all[place..<place + count])
    }

    mutating func integer() throws(BillingError) -> Int64 {
        guard all.count - place >= 8 else {
            throw BillingError(.corruptData, rule: "a temporary file is read as it was written")
        }
        defer { place += 8 }
        return all.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int64.self) }
    }

    mutating func text() throws(BillingError) -> String {
        String(decoding: try bytes(Int(try integer())), as: UTF8.self)
    }

    static func add(_ number: Int64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number) { bytes += $0 }
    }

    static func add(_ text: String, to bytes: inout [UInt8]) {
        add(Int64(text.utf8.count), to: &bytes)
        bytes += text.utf8
    }
}

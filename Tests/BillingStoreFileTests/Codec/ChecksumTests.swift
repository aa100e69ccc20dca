import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("The checksum")
struct ChecksumTests {
    @Test(
        "has the published values of XXH64",
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
        ]
            as [(String, UInt64)])
    func published(text: String, hash: UInt64) {
        #expect(Checksum.xxh64(Array(text.utf8)) == hash)
    }

    @Test("agrees with another program for every length of the tail, and with seeds")
    func lengths() throws {
        let lines = try Fixtures.rows("xxh64.tsv")
        #expect(lines.count == 225)
        for line in lines {
            let (length, seed, hash) = (
                try #require(Int(line[0])), UInt64(line[1]), UInt64(line[2], radix: 16)
            )
            let bytes = (0..<length).map { UInt8($0 * 167 % 256) }
            #expect(Checksum.xxh64(bytes, seed: try #require(seed)) == hash, "\(line)")
        }
    }

    @Test("does not depend on where the bytes lie")
    func unaligned() {
        let bytes = (0..<100).map { UInt8($0 * 31 % 256) }
        for shift in 0..<8 {
            let moved = [UInt8](repeating: 9, count: shift) + bytes
            let hash = moved.withUnsafeBytes {
                Checksum.xxh64(UnsafeRawBufferPointer(rebasing: $0.dropFirst(shift)))
            }
            #expect(hash == Checksum.xxh64(bytes))
        }
    }

    @Test("of rows notices bytes that two rows swapped, though rows are joined by exclusive or")
    func isNotLinear() {
        let sound = Checksum.xxh64([1, 2, 3, 4]) ^ Checksum.xxh64([1, 6, 3, 8])
        let swapped = Checksum.xxh64([1, 6, 3, 4]) ^ Checksum.xxh64([1, 2, 3, 8])
        #expect(sound != swapped)
    }
}

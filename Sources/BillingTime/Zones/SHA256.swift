/// The SHA-256 digest of FIPS 180-4, of a message as a whole or piece by piece.
package struct SHA256: Sendable {
    private var state = State()
    /// The bytes since the last whole block.
    private var rest: [UInt8] = []
    private var count: UInt64 = 0

    package init() {}

    /// The digest as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
    package static func hexadecimal(_ message: [UInt8]) -> String {
        var digest = SHA256()
        digest.update(message)
        return digest.hexadecimal
    }

    /// Goes on with the next bytes of the message.
    package mutating func update(_ bytes: [UInt8]) {
        count &+= UInt64(bytes.count)
        var place = 0
        if !rest.isEmpty {
            place = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<place])
            guard rest.count == 64 else { return }
            rest.withUnsafeBytes { state.take($0) }
            rest.removeAll(keepingCapacity: true)
        }
        let end = bytes.count - (bytes.count - place) % 64
        bytes.withUnsafeBytes { state.take(UnsafeRawBufferPointer(rebasing: $0[place..<end])) }
        rest.append(contentsOf: bytes[end...])
    }

    /// The digest of all bytes so far, as 64 lower-case hexadecimal digits.
    package var hexadecimal: String {
        var last = self
        var padding: [UInt8] = [0x80]
        padding += [UInt8](repeating: 0, count: (119 - rest.count) % 64)
        let bits = count << 3
        for shift in stride(from: 56, through: 0, by: -8) {
            padding.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        last.update(padding)
        return last.state.hexadecimal
    }
}

/// The eight words that a block is mixed into; they stay in registers from block to block.
private struct State {
    private var a: UInt32 = 0x6a09_e667
    private var b: UInt32 = 0xbb67_ae85
    private var c: UInt32 = 0x3c6e_f372
    private var d: UInt32 = 0xa54f_f53a
    private var e: UInt32 = 0x510e_527f
    private var f: UInt32 = 0x9b05_688c
    private var g: UInt32 = 0x1f83_d9ab
    private var h: UInt32 = 0x5be0_cd19

    var hexadecimal: String {
        [a, b, c, d, e, f, g, h].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Mixes whole blocks of 64 bytes in.
    ///
    /// The caller gives a multiple of 64 bytes, so that no word is read beyond them; the schedule has 64 words, as have the constants.
    mutating func take(_ blocks: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            Self.roundConstants.withUnsafeBufferPointer { constants in
                for block in stride(from: 0, to: blocks.count, by: 64) {
                    Self.fill(schedule, blocks, at: block)
                    mix(schedule, constants)
                }
            }
        }
    }

    /// Lays out the words of a block, each added to the constant of its round.
    @inline(__always)
    private static func fill(
        _ schedule: UnsafeMutableBufferPointer<UInt32>, _ bytes: UnsafeRawBufferPointer, at block: Int
    ) {
        for index in 0..<16 {
            schedule[index] = UInt32(
                bigEndian: bytes.loadUnaligned(fromByteOffset: block &+ index &* 4, as: UInt32.self))
        }
        for index in 16..<64 {
            let (early, late) = (schedule[index &- 15], schedule[index &- 2])
            let small = rotate(early, 7) ^ rotate(early, 18) ^ (early &>> 3)
            let large = rotate(late, 17) ^ rotate(late, 19) ^ (late &>> 10)
            schedule[index] = schedule[index &- 16] &+ small &+ schedule[index &- 7] &+ large
        }
    }

    /// Eight rounds a step, so that the words change their names and not their places.
    @inline(__always)
    private mutating func mix(
        _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
    ) {
        var (a, b, c, d, e, f, g, h) = (a, b, c, d, e, f, g, h)
        for first in stride(from: 0, to: 64, by: 8) {
            @inline(__always) func word(_ round: Int) -> UInt32 {
                schedule[first &+ round] &+ constants[first &+ round]
            }
            Self.turn(a, b, c, &d, e, f, g, &h, word(0))
            Self.turn(h, a, b, &c, d, e, f, &g, word(1))
            Self.turn(g, h, a, &b, c, d, e, &f, word(2))
            Self.turn(f, g, h, &a, b, c, d, &e, word(3))
            Self.turn(e, f, g, &h, a, b, c, &d, word(4))
            Self.turn(d, e, f, &g, h, a, b, &c, word(5))
            Self.turn(c, d, e, &f, g, h, a, &b, word(6))
            Self.turn(b, c, d, &e, f, g, h, &a, word(7))
        }
        (self.a, self.b, self.c, self.d) = (self.a &+ a, self.b &+ b, self.c &+ c, self.d &+ d)
        (self.e, self.f, self.g, self.h) = (self.e &+ e, self.f &+ f, self.g &+ g, self.h &+ h)
    }

    @inline(__always)
    private static func turn(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ word: UInt32
    ) {
        let high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let first = h &+ high &+ (g ^ (e & (f ^ g))) &+ word
        let low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        d = d &+ first
        h = first &+ low &+ ((a & b) | (c & (a | b)))
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        (word &>> count) | (word &<< (32 &- count))
    }

    private static let roundConstants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
        0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
        0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
        0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
        0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
        0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
        0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
        0xc671_78f2,
    ]
}

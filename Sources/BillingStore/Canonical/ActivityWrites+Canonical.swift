import BillingModel

extension ActivityWrites {
    /// Writes a form that is the same for the same records in the same order, and for no others.
    func write(to form: inout CanonicalBytes) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + groups.count * 32 + subjects.count * 32 + places.count * 4)
        bytes.appendVarint(groups.count)
        for group in groups {
            bytes.append(short: group.tenant.text)
            bytes.append(short: group.kind.text)
        }
        bytes.appendVarint(subjects.count)
        for subject in subjects {
            bytes.appendVarint(subject.group)
            bytes.append(short: subject.id.text)
        }
        bytes.appendVarint(places.count)
        bytes.append(packed: places.count) { UInt64(places[$0]) }
        bytes.append(distances: quarters.count) { Int64(quarters[$0].number) }
        form.add(bytes: bytes)
    }
}

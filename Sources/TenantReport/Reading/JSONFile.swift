import InauroBilling

/// A value that a file holds as JSON.
enum JSONFile {
    /// The most bytes of a file, which no plan or budget comes near.
    private static let limit = 1 << 20

    /// Reads the value of a file; `what` it is, such as `plan`, is for the sentence that says it is none.
    static func read<Value: Decodable>(_ type: Value.Type, at path: String, as what: String) throws -> Value {
        let file = try InputFile(path: path, asJSON: true)
        var bytes: [UInt8] = []
        while true {
            let chunk = try file.chunk()
            if chunk.isEmpty { break }
            bytes += chunk
            guard bytes.count <= limit else {
                throw BillingError(
                    .limitExceeded, rule: "the file of a \(what) has at most \(limit) bytes",
                    detail: "'\(path)'")
            }
        }
        do throws(BillingError) {
            return try FormReader.read(type, from: bytes)
        } catch {
            throw BillingError(
                error.code, rule: "'\(path)' holds no valid \(what): \(error.rule)", detail: error.detail)
        }
    }
}

/// The file of a budget: as its JSON form, but the tenant may be left out.
struct BudgetFile: Decodable, Hashable, Sendable {
    let tenant: TenantID?
    let amount: Money
    let period: BucketWidth
    let basis: Budget.Basis

    /// The budget of the tenant that the report is about.
    func budget(of subject: TenantID) throws(BillingError) -> Budget {
        guard tenant == nil || tenant == subject else {
            throw BillingError(
                .invalidValue, rule: "a budget that names a tenant is one of the report's",
                detail: "'\(tenant?.text ?? "")', and not '\(subject)'")
        }
        return try Budget(tenant: subject, amount: amount, period: period, basis: basis)
    }
}

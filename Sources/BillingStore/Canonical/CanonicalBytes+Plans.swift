import BillingModel
import BillingTime

extension PlanTerm: CanonicalRecord {
    package func write(to form: inout CanonicalBytes) {
        form.add(tenant)
        form.add(Int64(from.dayNumber))
        form.add(cycle.description)
        form.add(plan?.id) { $0.add($1) }
        form.add(content)
    }
}

extension Budget: CanonicalRecord {}

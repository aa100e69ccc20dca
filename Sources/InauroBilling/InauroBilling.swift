// One import for a host: every public name of the modules below.
@_exported public import BillingInterchange
@_exported public import BillingModel
@_exported public import BillingRating
@_exported public import BillingReports
@_exported public import BillingStore
@_exported public import BillingStoreFile
@_exported public import BillingTime

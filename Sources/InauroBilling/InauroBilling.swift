// One import for a host: the names that it needs, by topic. What an engine, a kernel or a reader of CSV is made of has an import of its own.

// Tenants and their clocks
@_exported public import struct BillingModel.Currency
@_exported public import struct BillingModel.LocalDate
@_exported public import typealias BillingModel.OrganisationID
@_exported public import struct BillingModel.Tenant
@_exported public import typealias BillingModel.TenantID
@_exported public import struct BillingModel.ZoneHistory
@_exported public import struct BillingModel.ZoneID

// What is measured
@_exported public import struct BillingModel.Cadence
@_exported public import typealias BillingModel.LabelText
@_exported public import struct BillingModel.Labels
@_exported public import struct BillingModel.Metric
@_exported public import typealias BillingModel.MetricID
@_exported public import enum BillingModel.MetricKind
@_exported public import enum BillingModel.QuantityRule
@_exported public import struct BillingModel.ResetRule
@_exported public import enum BillingModel.SampleTime
@_exported public import struct BillingModel.SeriesKey
@_exported public import typealias BillingModel.SourceID

// What happened
@_exported public import typealias BillingModel.ActionCategory
@_exported public import typealias BillingModel.ActionID
@_exported public import struct BillingModel.ActionRecord
@_exported public import typealias BillingModel.ActionType
@_exported public import struct BillingModel.ActivityRecord
@_exported public import struct BillingModel.Coverage
@_exported public import struct BillingModel.DailyUsage
@_exported public import struct BillingModel.QuarterHour
@_exported public import typealias BillingModel.SubjectID
@_exported public import typealias BillingModel.SubjectKind
@_exported public import typealias BillingModel.WorkflowID

// Money, invoices and plans
@_exported public import struct BillingModel.ActionSelection
@_exported public import struct BillingModel.Charge
@_exported public import enum BillingModel.FormReader
@_exported public import struct BillingModel.EntityID
@_exported public import struct BillingModel.Invoice
@_exported public import struct BillingModel.InvoiceEntry
@_exported public import typealias BillingModel.InvoiceNumber
@_exported public import enum BillingModel.InvoiceStatus
@_exported public import struct BillingModel.LabelSelection
@_exported public import struct BillingModel.Money
@_exported public import struct BillingModel.PriceModel
@_exported public import struct BillingModel.PricePlan
@_exported public import struct BillingModel.PriceTier
@_exported public import struct BillingModel.TaxRate

// Errors and states of knowledge
@_exported public import struct BillingModel.BillingError
@_exported public import enum BillingModel.RetryAdvice
@_exported public import struct BillingModel.Revision

// Looking ahead
@_exported public import struct BillingInsights.Forecast

// Time
@_exported public import struct BillingTime.Bucket
@_exported public import struct BillingTime.BucketWidth
@_exported public import struct BillingTime.Completeness
@_exported public import struct BillingTime.LastKnown
@_exported public import struct BillingTime.Zone
@_exported public import struct BillingTime.ZoneDatabase

// Repositories, and what is committed
@_exported public import protocol BillingStore.ArchivableRepository
@_exported public import struct BillingStore.ArchiveProgress
@_exported public import protocol BillingStore.BillingReader
@_exported public import protocol BillingStore.BillingRepository
@_exported public import struct BillingStore.BillingScope
@_exported public import struct BillingStore.Budget
@_exported public import struct BillingStore.ChangeSet
@_exported public import struct BillingStore.CombinedObserver
@_exported public import struct BillingStore.CommitRecord
@_exported public import typealias BillingStore.CommitID
@_exported public import struct BillingStore.ErasureRequest
@_exported public import class BillingStore.InMemoryRepository
@_exported public import enum BillingStore.KnownAt
@_exported public import struct BillingStore.PlanBook
@_exported public import struct BillingStore.PlanTerm
@_exported public import enum BillingStore.RetainedKind
@_exported public import struct BillingStore.SampleWrite
@_exported public import struct BillingStore.StoreEvent
@_exported public import protocol BillingStore.StoreObserver
@_exported public import protocol BillingStore.WatchableRepository

// A repository in a file
@_exported public import class BillingStoreFile.FileRepository

// Rules of alerts, and how they stand
@_exported public import struct BillingInsights.AlertCondition
@_exported public import struct BillingInsights.AlertRule
@_exported public import typealias BillingInsights.AlertRuleID
@_exported public import struct BillingInsights.AlertState
@_exported public import struct BillingInsights.AlertTransition

// Screens
@_exported public import struct BillingReports.ActionBreakdown
@_exported public import struct BillingReports.AlertReport
@_exported public import struct BillingReports.BudgetForecast
@_exported public import struct BillingReports.BudgetReport
@_exported public import struct BillingReports.ChargeForecast
@_exported public import struct BillingReports.ChargeToDate
@_exported public import struct BillingReports.ConsumptionActions
@_exported public import struct BillingReports.ConsumptionGraph
@_exported public import struct BillingReports.ConsumptionTable
@_exported public import struct BillingReports.DailyUsageReport
@_exported public import struct BillingReports.InvoiceList
@_exported public import struct BillingReports.InvoiceStatement
@_exported public import struct BillingReports.InvoiceVerification
@_exported public import struct BillingReports.LimitReport
@_exported public import struct BillingReports.MetricCoincidences
@_exported public import struct BillingReports.PeriodComparison
@_exported public import struct BillingReports.ScreenComparison
@_exported public import struct BillingReports.TenantAttention
@_exported public import struct BillingReports.TenantInventory
@_exported public import struct BillingReports.TenantOverview
@_exported public import struct BillingReports.TenantOverviewRequest
@_exported public import struct BillingReports.UsageForecast
@_exported public import struct BillingReports.UsageInsights

// What is asked of screens, and what they have in common
@_exported public import enum BillingReports.ActionDimension
@_exported public import struct BillingReports.AlertWatch
@_exported public import protocol BillingReports.BillingScreen
@_exported public import struct BillingReports.FigureChange
@_exported public import struct BillingReports.Finding
@_exported public import struct BillingReports.FindingMark
@_exported public import struct BillingReports.ForecastFigure
@_exported public import enum BillingReports.ComparedPeriod
@_exported public import struct BillingReports.ComparisonMode
@_exported public import struct BillingReports.GraphAnnotation
@_exported public import typealias BillingReports.GraphAnnotationID
@_exported public import struct BillingReports.GraphNavigator
@_exported public import struct BillingReports.GraphViewport
@_exported public import struct BillingReports.InvoiceNumbering
@_exported public import struct BillingReports.LabelBreakdown
@_exported public import struct BillingReports.MetricLimit
@_exported public import enum BillingReports.ReportBlock
@_exported public import struct BillingReports.ReportTable
@_exported public import struct BillingReports.ScreenStamp
@_exported public import protocol BillingReports.TabularReport

// Pictures and pages
@_exported public import struct BillingCharts.FleetPage
@_exported public import struct BillingCharts.GraphExplorer
@_exported public import struct BillingCharts.TenantPage

// Billing a month
@_exported public import enum BillingReports.BillingOutcome
@_exported public import struct BillingReports.BillingRun
@_exported public import struct BillingReports.InvoiceDetails

// In and out
@_exported public import struct BillingInterchange.ArchiveReader
@_exported public import struct BillingInterchange.CSVDialect
@_exported public import struct BillingInterchange.CSVMapping
@_exported public import struct BillingInterchange.CSVRecordKind
@_exported public import struct BillingInterchange.CloudEventFormat
@_exported public import struct BillingInterchange.CloudEventRule
@_exported public import struct BillingInterchange.FocusBillingAccount
@_exported public import enum BillingInterchange.FocusColumn
@_exported public import struct BillingInterchange.FocusDataset
@_exported public import struct BillingInterchange.FocusMapping
@_exported public import struct BillingInterchange.FocusReader
@_exported public import struct BillingInterchange.FocusRow
@_exported public import enum BillingInterchange.FocusRules
@_exported public import struct BillingInterchange.FocusSeries
@_exported public import struct BillingInterchange.FocusTerms
@_exported public import struct BillingInterchange.FocusTotals
@_exported public import protocol BillingInterchange.ImportFormat
@_exported public import struct BillingInterchange.ImportReport
@_exported public import struct BillingInterchange.ImportSource
@_exported public import struct BillingInterchange.Importer

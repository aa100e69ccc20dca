/// A guarantee of `BillingReader` or `BillingRepository`, as a sentence of their documentation.
public struct Guarantee: Hashable, Sendable, CustomStringConvertible {
    /// The stable name, fit for a table of results.
    public let name: String
    /// What is promised, in the words of the documentation.
    public let sentence: String

    private init(_ name: String, _ sentence: String) {
        self.name = name
        self.sentence = sentence
    }

    /// The name.
    public var description: String { name }

    /// Whether both are the same guarantee.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

// What a reader guarantees.
extension Guarantee {
    /// One revision reads the same, always.
    public static let oneRevision = Guarantee(
        "one-revision",
        "Reads of one `Revision` agree with each other, whatever is committed meanwhile; only an erasure reaches back."
    )
    /// A tenant's records are its own.
    public static let isolation = Guarantee(
        "isolation", "No record of one tenant is ever returned for another.")
    /// A tenant that is named is known.
    public static let unknownTenants = Guarantee(
        "unknown-tenants",
        """
        A selection that names a tenant that the revision does not know is refused with code `notFound`; an empty \
        selection sees nothing.
        """)
    /// Ids are bytes.
    public static let bytewiseIDs = Guarantee(
        "bytewise-ids", "Ids and label texts are compared byte by byte.")
    /// A reply says what was read.
    public static let repliedRevision = Guarantee(
        "replied-revision", "Every reply names the revision that was read.")
    /// The future is not found.
    public static let futureRevisions = Guarantee(
        "future-revisions", "A revision that is not made yet is refused with code `notFound`.")
    /// Pages give each row once.
    public static let pages = Guarantee(
        "pages",
        """
        Following the cursors of a request gives each row once, in the stated order, at the revision of the first page, \
        also while others commit.
        """)
    /// A cursor belongs to its request.
    public static let cursors = Guarantee(
        "cursors",
        """
        A cursor that is damaged, foreign, or used with another request is refused with code `invalidCursor`; the limit \
        may change from page to page.
        """)
    /// A page has a row at least.
    public static let limits = Guarantee(
        "limits", "A limit below 1 is refused with code `invalidValue`.")
    /// An instant stands for a revision.
    public static let instants = Guarantee(
        "instants",
        """
        An instant stands for the last revision that was recorded at or before it; before the first it is revision 0.
        """)
    /// Records come in order.
    public static let recordOrder = Guarantee(
        "record-order", "Reads one page of records of one kind, in the order that ``RecordKind`` states.")
    /// Series come in order.
    public static let seriesOrder = Guarantee(
        "series-order",
        "Series come in ascending order of their keys, samples in ascending order of time; no series is empty."
    )
    /// Some metrics have no series.
    public static let unknownMetrics = Guarantee(
        "unknown-metrics", "A named metric that is unknown, or derived from activity, has none.")
    /// Actions are summed to series.
    public static let actionSeries = Guarantee(
        "action-series",
        """
        A metric that is derived from actions has a series for each category and type, under the labels `category` and \
        `type`: its measure, summed over the actions of each instant that are not void at the revision.
        """)
    /// Activity comes in order.
    public static let activityOrder = Guarantee(
        "activity-order",
        "Reads one page of activity as columns, in ascending order of tenant and quarter hour.")
    /// Numbers of subjects last for a request.
    public static let activityNumbers = Guarantee(
        "activity-numbers", "In all pages of a request the subjects of a tenant have the same numbers.")
    /// Summaries are those of the raw rows.
    public static let summaries = Guarantee(
        "summaries",
        """
        The default stands on ``series(_:)``, ``activity(_:)`` and ``records(_:)``, and is right for every backend.
        """)
    /// Summaries read what is past.
    public static let summaryNow = Guarantee(
        "summary-now",
        """
        A sample at or after `now` is not read, nor a date of `SummaryBounds.endDay` or later, nor one whose bucket \
        begins at or after `now`; activity is read in whole quarter hours.
        """)
    /// Summaries hold the reading before.
    public static let summaryPrevious = Guarantee(
        "summary-previous",
        """
        A row's ``SummaryRow/previous`` is the last sample before the first bucket, and increases count from it.
        """)
    /// Summaries count resets by the rule of their metric.
    public static let summaryResets = Guarantee(
        "summary-resets",
        """
        Which drops of a cumulative reading are resets follows from the rule that its metric has at the revision.
        """)
}

extension Guarantee {
    /// Summaries have known metrics.
    public static let summaryMetrics = Guarantee(
        "summary-metrics", "A named metric that a tenant does not know has no row there.")
    /// Commits are records.
    public static let commitRecords = Guarantee(
        "commit-records", "Commits that made a revision, in its order; of all tenants together or not at all."
    )
    /// What is found is what is listed.
    public static let finders = Guarantee(
        "finders",
        "A commit that is found by its id, and an invoice by its number, are those that the pages give.")
    /// Bounds of summaries ascend.
    public static let summaryBounds = Guarantee(
        "summary-bounds",
        """
        `BillingError` with code `invalidValue` if the bounds descend, or `unsupported` if buckets without days are \
        asked for of a metric whose values belong to dates.
        """)

    /// Every guarantee of a reader, in the order of the documentation.
    public static let ofReaders: [Guarantee] = [
        .oneRevision, .isolation, .unknownTenants, .bytewiseIDs, .repliedRevision, .futureRevisions, .pages,
        .cursors,
        .limits, .instants, .recordOrder, .seriesOrder, .unknownMetrics, .actionSeries, .activityOrder,
        .activityNumbers, .summaries, .summaryNow, .summaryPrevious, .summaryResets,
        .summaryMetrics, .summaryBounds, .commitRecords, .finders,
    ]

    /// Every guarantee of a repository, in the order of the documentation: those of readers come first.
    public static let all: [Guarantee] =
        ofReaders + [
            .atomicity, .commitIDs, .refusals, .nothingNew, .clock, .counts, .basis, .errorCodes, .metrics,
            .versions,
            .zones, .inventories, .actions, .invoices, .coverage, .knownAt, .tenantErasure, .subjectErasure,
            .retention, .expiry, .plans,
        ]
}

// What a repository guarantees beyond.
extension Guarantee {
    /// A commit is seen whole.
    public static let atomicity = Guarantee(
        "atomicity", "A commit is seen whole or not at all, by every later read.")
    /// A commit id stands for one content.
    public static let commitIDs = Guarantee(
        "commit-ids",
        """
        The same commit id with the same content returns the first ``CommitRecord`` again and changes nothing, forever, also \
        for an erasure and whatever the basis; with other content it is refused with code `conflict`.
        """)
    /// A refusal leaves no trace.
    public static let refusals = Guarantee(
        "refusals",
        """
        A refused commit changes nothing, leaves its id free, and lists every offending record, up to \
        ``/BillingModel/BillingError/violationLimit``, in the order of kinds and places in the set.
        """)
    /// Nothing new makes no revision.
    public static let nothingNew = Guarantee(
        "nothing-new", "A commit that says nothing new makes no revision; its id is remembered.")
    /// Recorded instants never descend.
    public static let clock = Guarantee(
        "clock",
        """
        A commit is recorded at the instant of the repository's clock, and never before the commit made before it. A clock \
        that stands more than ten years after that commit, or in 2100 or later at the first one, is refused with code \
        `unavailable`, unless the host accepts it.
        """)
    /// A commit counts its records.
    public static let counts = Guarantee(
        "counts",
        """
        An inventory and a usage row count once for each of their samples. Of several writes of one sample in a set one \
        counts for what became of the sample, the others as unchanged. An erasure counts as one retracted record.
        """)
    /// A basis is the latest revision.
    public static let basis = Guarantee(
        "basis", "`outdated` if the basis of the changes is not the latest revision")
    /// Errors have codes.
    public static let errorCodes = Guarantee(
        "error-codes",
        """
        `BillingError` with code `refused` and the violations if a record breaks a rule, `conflict` if the id is known \
        with other content
        """)
    /// A metric means one thing.
    public static let metrics = Guarantee(
        "metrics",
        """
        One tenant's metric has one source: samples of a derived metric are refused. A known metric keeps its kind, \
        source, cadence and identity scope; a metric of the platform may get another source before its first sample.
        """)
    /// Versions win in any order.
    public static let versions = Guarantee(
        "versions",
        """
        Of the writes of a sample the highest version is visible, in whatever order they arrive, and of those without a \
        version the last. One version stands for one value, also if it was never visible. A sample that has a version \
        takes a write without one only if it says the same.
        """)
    /// A date keeps its zone.
    public static let zones = Guarantee(
        "zones", "nil for the zone of the tenant that was in force when the date began in it.")
    /// Inventories and usage rows write samples.
    public static let inventories = Guarantee(
        "inventories",
        """
        Adds the samples of an inventory, for whose daily gauges the tenant's clock tells the date.
        """)
    /// Actions are amended or void.
    public static let actions = Guarantee(
        "actions",
        """
        A known action takes other content as an amendment only, and is void for good; the original stays readable at \
        earlier revisions.
        """)
    /// Invoices are frozen.
    public static let invoices = Guarantee(
        "invoices",
        """
        An invoice never changes. Its entries are in its currency and never change; after the instant of its void it \
        takes refunds only. What a tenant is charged in a currency, and what it is given, fit 64 bits of minor units \
        each; a record that would exceed them is refused with code `overflow`.
        """)
    /// Plan books and budgets are followed by others.
    public static let plans = Guarantee(
        "plans",
        """
        The id of a plan stands for one content in the plan book of a tenant. A term on a known date replaces the one \
        before it, and a period that was invoiced keeps the plan that its invoice names. A later budget of a tenant \
        replaces the one before.
        """)
    /// Coverage adds up.
    public static let coverage = Guarantee(
        "coverage",
        "Statements of coverage, merged per tenant, metric and source, in that order and ascending in time.")
    /// The past stays readable.
    public static let knownAt = Guarantee(
        "known-at",
        "What was replaced, retracted, amended or voided is read at the revisions that saw it.")
    /// An erased tenant is unknown.
    public static let tenantErasure = Guarantee(
        "tenant-erasure",
        """
        An erased tenant is unknown afterwards, also to reads of earlier revisions; its id may be used again, for a \
        tenant that has no past.
        """)
    /// An erased subject leaves its counts.
    public static let subjectErasure = Guarantee(
        "subject-erasure",
        """
        The counts that an erased subject was part of stay at every revision, under an id that is no one's; activity of \
        the same id that comes later is that of a new subject.
        """)
    /// A floor takes away what lies before it.
    public static let retention = Guarantee(
        "retention",
        """
        A retention floor takes away the records of its kind that lie before it, what they replaced, the series that are \
        derived from them, and the coverage of their metrics. An invoice goes with all its entries; subjects keep their \
        numbers. An action whose last content goes while an earlier one stays is void. A floor that is not above the one \
        that stands says nothing new.
        """)
    /// What lies before a floor does not come back.
    public static let expiry = Guarantee(
        "expiry",
        """
        A record before the ``RetentionFloor`` of its kind is refused with code `expired`; of a statement of coverage \
        that crosses the floor, the part from the floor on counts.
        """)
}

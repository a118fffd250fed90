// Package approval makes two people decide together on dangerous acts: one proposes, another who
// holds the same right agrees, and only then the act is done, once.
//
// Which acts these are stands in the table of package access (FourEyes); access refuses them to
// anybody alone. The capability that owns such an act registers how it is done:
//
//	approvals.Register("keys.Rotate", func(ctx context.Context, tx *act.Tx, p approval.Proposal) error { … })
//
// and its own method proposes it. The second person's agreement and the act are one transaction and
// one ledger entry, which names both people. A proposal that nobody agreed with in seven days has ended.
//
// Start reading at [Approvals.Propose] and [Approvals.Approve].
package approval

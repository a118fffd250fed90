// Package agreement holds what organisations agree with each other: the text in clauses, who is asked to
// sign, who signed and by which mandate, what stands in the way, and how an agreement of a wijk or a
// region implements a higher one.
//
// An agreement becomes active in one place only, when [Ready] finds nothing missing: every party has
// signed this version by somebody who could bind it that day, every party has somebody who can still
// speak for it, no objection is open, and what the nation alone may agree has an active national parent.
// When a party later loses its last delegate the agreement goes under review in the same transaction
// (see [Service.LostTx]); it does not vanish.
//
// What was signed is kept as a statement: canonical JSON with the text, the parties and the whole chain
// of mandate as it was known, with a digest, a seal by the platform's key, and the digest once more in
// the ledger's entry. Package proof tells from these whether anything was changed since.
//
// Nothing is rewritten: each state has a row with a beginning and an end, each version of the text a row
// of its own. How it was at a moment is one condition on these rows, see [Service.At].
//
// Start reading at [Ready] and at [Service.Sign].
package agreement

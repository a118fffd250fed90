// Package proof shows and checks by what mandate an agreement was signed.
//
// [Service.Proof] gives, for who may see the agreement, the whole chain behind each signature as it was
// known when it was given. [Service.Check] is for an operator: it computes each chain anew from what was
// known then, and compares it with the sealed statement, the text, the states and the ledger.
package proof

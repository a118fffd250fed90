// Package agreement is the pages on which people agree with one another: what binds them, what they have
// to do this week, how it goes; and the way of one agreement from its first words to its end.
//
// Everybody who may read an agreement reads the same page; what they may do there differs, and is weighed
// again by package agreement when they do it. [Page.Mount] has the paths.
//
//   - The overview ([Page.Overview]), for a professional, a wijk, a region; an insurer reads counts.
//   - One agreement ([Page.One]), with the acts that its reader may do, each a form that works without
//     script; its changes ([Page.Text]), who implements it ([Page.Tree]) and the proof of who signed by
//     which mandate ([Page.Proof]).
//   - Making one from a template and changing it ([Page.New], [Page.Edit]).
//   - Signing it ([Page.Sign]): the whole text, with what a signature means beside the button.
//   - What everybody may read of a public one ([Page.Public]).
//   - What a member who is consulted sees behind a link in a mail ([AdviseKind]).
package agreement

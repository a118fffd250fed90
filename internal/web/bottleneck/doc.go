// Package bottleneck is where people say what gets stuck in care, and see what is done about it: the
// form that takes half a minute, the board of a wijk, a region and the country, one bottleneck with its
// whole way, the themes that rise, the rules by which figures report themselves, and the link by which
// whoever reported follows it and says whether it helped.
//
// Who may what is decided, and recorded, by package bottleneck of the capabilities; a button that
// somebody may not use is not shown ([Page.may]). No page says who reported, unless they chose so. What a
// higher level answers stands here word for word.
//
// A button posts and leads back with what happened (done.go). Pressed twice it does nothing twice: the
// form for a report carries its key, and an act that was done already says so.
//
// Meetings at which all this is decided have a package of their own, web/meeting. Start reading at
// mount.go.
package bottleneck

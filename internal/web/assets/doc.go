// Package assets holds the style sheet, the scripts, the font and the sign of the web pages and
// serves them.
//
// Our own sources (css, js, img) are embedded as they stand. What comes from npm packages is bundled
// by build.sh into dist, which the repository keeps empty: without it the program builds and the
// pages work, plain but usable.
//
// At first use the sheets are joined into one app.css, in the order of their cascade layers: base,
// vendor, app, page, print. So a rule of a page wins from a component, and a component from a
// package, whatever their specificity. Each page adds its own sheet with [AddStyle].
//
// Everything is served under a name that holds a hash of its content ("/assets/app.1f0c….css"), to be
// kept for ever, gzipped once at start. [URL] gives that name; [Handler] serves it.
//
// Start reading at build in assets.go.
package assets

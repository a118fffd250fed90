// Package web holds the pages together: which page stands at which path, who is looking, and what is
// shown when something is not there, not allowed or broken.
//
// Each page is a package beside this one; they know package site and not each other. Start reading at
// routes.go.
package web

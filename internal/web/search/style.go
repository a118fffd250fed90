package search

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed search.css
var css string

func init() { assets.AddStyle("search", css) }

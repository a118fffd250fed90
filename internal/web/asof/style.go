package asof

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed asof.css
var css string

func init() { assets.AddStyle("asof", css) }

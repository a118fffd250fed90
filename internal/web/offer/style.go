package offer

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed offer.css
var css string

func init() { assets.AddStyle("offer", css) }

package mark

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed mark.css
var css string

func init() { assets.AddStyle("mark", css) }

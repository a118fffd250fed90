package agreement

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed agreement.css
var css string

func init() { assets.AddStyle("agreement", css) }

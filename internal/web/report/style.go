package report

import (
	_ "embed"

	"eerstelijn/internal/web/assets"
)

//go:embed report.css
var css string

func init() { assets.AddStyle("report", css) }

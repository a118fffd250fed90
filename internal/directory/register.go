package directory

import (
	"sync/atomic"

	"eerstelijn/internal/act"
)

// Register is the directory as a whole: every service of every organisation.
type Register struct {
	spine  *act.Spine
	tables atomic.Pointer[Tables]
	kinds  atomic.Pointer[[]ReportKind]
	post   Post // nil: nobody is written to
}

// New makes the register; all of it is in the database of the spine.
func New(spine *act.Spine) *Register { return &Register{spine: spine} }

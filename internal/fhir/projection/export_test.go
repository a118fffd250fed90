package projection

// FailSaving makes each transaction of the follower ask fail before it commits.
func (f *Follower) FailSaving(fail func() error) { f.saving = fail }

// Between makes the follower call do between rendering and saving.
func (f *Follower) Between(do func()) { f.rendered = do }

// ImportAtMost sets how much of an import is rendered one by one.
func (f *Follower) ImportAtMost(n int) { f.most = n }

// Sweeps is how often everything was rendered.
func (f *Follower) Sweeps() int64 { return f.sweeps.Load() }

// Told is how many entries the follower will pass over.
func (f *Follower) Told() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.told)
}

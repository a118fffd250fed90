package projection

// FailSaving makes each transaction of the follower ask fail before it commits.
func (f *Follower) FailSaving(fail func() error) { f.saving = fail }

// Between makes the follower call do between rendering and saving.
func (f *Follower) Between(do func()) { f.rendered = do }

package work

// Between makes the face call do once, between looking at what is to be changed and changing it.
func (f *Face) Between(do func()) {
	f.between = func() { f.between = nil; do() }
}

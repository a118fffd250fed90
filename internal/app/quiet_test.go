package app

import "testing"

func TestMemoryIsGivenBackOnceAfterABurst(t *testing.T) {
	t.Parallel()
	var bytes uint64
	var given int
	q := &quiet{allocated: func() uint64 { return bytes }, free: func() { given++ }}
	after := func(work uint64, looks int) int {
		for range looks {
			bytes += work
			q.look()
		}
		return given
	}
	if n := after(quietWorth, 5); n != 0 {
		t.Errorf("memory was given back %d times in the midst of work", n)
	}
	if n := after(quietBytes/2, quietLooks-1); n != 0 {
		t.Errorf("memory was given back %d times before it was quiet for long", n)
	}
	if n := after(quietBytes/2, 5); n != 1 {
		t.Errorf("memory was given back %d times when the work was over; expected once", n)
	}
	if n := after(quietBytes*2, 1); n != 1 {
		t.Errorf("memory was given back %d times after work that left little", n)
	}
	if n := after(0, 20); n != 1 {
		t.Errorf("memory was given back %d times though little was asked since", n)
	}
	after(quietWorth, 1)
	if n := after(0, quietLooks); n != 2 {
		t.Errorf("memory was given back %d times after the second burst; expected twice", n)
	}
}

func TestWhatIsAllocatedIsKnown(t *testing.T) {
	t.Parallel()
	q := newQuiet()
	before := q.allocated()
	kept := make([]byte, 1<<20)
	if now := q.allocated(); now < before+uint64(len(kept)) {
		t.Errorf("%d bytes allocated after %d and a megabyte more", now, before)
	}
}

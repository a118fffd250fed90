package simulate

import (
	"reflect"
	"testing"
)

func TestTheSameSeedGivesTheSameYear(t *testing.T) {
	t.Parallel()
	first, err := Peer(Draw(60, 30, 7))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Peer(Draw(60, 30, 7))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first, again) {
		t.Errorf("two runs differ:\n%+v\n%+v", first, again)
	}
	other, err := Peer(Draw(60, 30, 8))
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(first, other) {
		t.Error("another seed gives the same")
	}
}

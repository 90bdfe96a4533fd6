package contract

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

var instant = reflect.TypeOf(time.Time{})

// checkRequired fails on the first member that the API reference requires and the answer leaves out
// or sets to null. In the structs of answers a member is optional if its tag says omitempty.
func checkRequired(answer []byte, target any) error {
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		return err
	}
	if path := lacking(reflect.TypeOf(target), value, "$"); path != "" {
		return fmt.Errorf("%s is required, but null or absent", path)
	}
	return nil
}

// lacking gives the path of a required member that is not there, or an empty string.
func lacking(shape reflect.Type, value any, at string) string {
	switch shape.Kind() {
	case reflect.Pointer:
		return lacking(shape.Elem(), value, at)
	case reflect.Slice:
		items, _ := value.([]any)
		for index, item := range items {
			if path := lacking(shape.Elem(), item, fmt.Sprintf("%s[%d]", at, index)); path != "" {
				return path
			}
		}
	case reflect.Struct:
		if shape == instant {
			return ""
		}
		object, _ := value.(map[string]any)
		return lackingMember(shape, object, at)
	}
	return ""
}

func lackingMember(shape reflect.Type, object map[string]any, at string) string {
	for index := 0; index < shape.NumField(); index++ {
		field := shape.Field(index)
		if field.Anonymous {
			if path := lackingMember(field.Type, object, at); path != "" {
				return path
			}
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		path := at + "." + name
		value := object[name]
		if value == nil {
			if options == "omitempty" {
				continue
			}
			return path
		}
		if inner := lacking(field.Type, value, path); inner != "" {
			return inner
		}
	}
	return ""
}

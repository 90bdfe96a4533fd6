package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"selvage/acceptance/go/contract"
)

var failures int

type outcome struct {
	Step   string `json:"step"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// step runs one step and prints its outcome. A check that does not hold panics, so that a step reads
// as a list of checks; the run goes on, since later steps may still tell something.
func step(name string, action func()) {
	result := outcome{Step: name, OK: true}
	defer func() {
		if problem := recover(); problem != nil {
			failures++
			result = outcome{Step: name, OK: false, Detail: fmt.Sprint(problem)}
		}
		if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
			failures++
		}
	}()
	action()
}

func exitCode() int {
	if failures > 0 {
		return 1
	}
	return 0
}

// must gives the value, or ends the step.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		panic(fmt.Sprintf("expected %#v, got %#v", expected, actual))
	}
}

// there ends the step where a value is missing.
func there[T any](value *T) *T {
	if value == nil {
		panic(fmt.Sprintf("a %T is missing", value))
	}
	return value
}

// expectError wants the call to be refused with exactly this error.
func expectError[T any](call func() (T, error), status int, errorType string) {
	answer, err := call()
	if err == nil {
		panic(fmt.Sprintf("expected %s, got %+v", errorType, answer))
	}
	refused := asRefusal(err)
	equal(refused.ErrorType, errorType)
	equal(refused.StatusCode, status)
	equal(refused.ErrorURL, fmt.Sprintf("https://stytch.com/docs/api/errors/%d#%s", status, errorType))
	equal(strings.HasPrefix(refused.RequestID, "request-id-"), true)
	equal(refused.ErrorMessage != "", true)
}

func asRefusal(err error) contract.Error {
	var refused contract.Error
	if !errors.As(err, &refused) {
		panic(err)
	}
	return refused
}

package main

import (
	"sort"
	"strings"

	"selvage/acceptance/go/contract"
)

func byEmail(emails ...string) *contract.SearchQuery {
	return &contract.SearchQuery{
		Operator: "AND",
		Operands: []map[string]any{{"filter_name": "email_address", "filter_value": emails}},
	}
}

func (w *world) keepUsers() {
	step("users.create", w.create)
	step("users.get", w.get)
	step("users.get by external_id", func() {
		equal(must(w.client.GetUser(w.externalID)).UserID, w.userID)
	})
	step("users.update", w.update)
	step("users.search by email_address", w.search)
	step("users.search page by page", w.searchPages)
}

func (w *world) removeUsers() {
	step("users.delete_email", w.deleteEmail)
	step("users.delete", w.delete)
}

func (w *world) create() {
	made := must(w.client.CreateUser(contract.CreateUserParams{
		Email:             w.ada,
		Name:              &contract.Name{FirstName: "Ada", LastName: "Lovelace"},
		ExternalID:        w.externalID,
		TrustedMetadata:   map[string]any{"plan": "gold", "seats": 3},
		UntrustedMetadata: map[string]any{"theme": "dark"},
	}))
	equal(strings.HasPrefix(made.UserID, "user-test-"), true)
	equal(strings.HasPrefix(made.EmailID, "email-test-"), true)
	equal(made.PhoneID, "")
	equal(made.Status, "active")
	equal(made.User.Emails, []contract.Email{{EmailID: made.EmailID, Email: w.ada}})
	w.userID, w.emailID = made.UserID, made.EmailID
	old := must(w.client.CreateUserLikeOldReleases(w.address("old")))
	equal(old.Status, "active")
}

func (w *world) get() {
	got := must(w.client.GetUser(w.userID))
	equal(got.UserID, w.userID)
	equal(there(got.Name).FirstName, "Ada")
	equal(got.TrustedMetadata, map[string]any{"plan": "gold", "seats": 3.0})
	equal(got.UntrustedMetadata, map[string]any{"theme": "dark"})
	equal(got.ExternalID, w.externalID)
	equal(got.Password == nil, true)
	equal(there(got.CreatedAt).IsZero(), false)
}

func (w *world) update() {
	updated := must(w.client.UpdateUser(w.userID, contract.UpdateUserParams{
		Name:            &contract.Name{MiddleName: "King"},
		TrustedMetadata: map[string]any{"plan": nil, "region": "eu"},
	})).User
	equal(there(updated.Name).MiddleName, "King")
	equal(updated.Name.FirstName, "Ada")
	equal(updated.TrustedMetadata, map[string]any{"seats": 3.0, "region": "eu"})
	equal(updated.UntrustedMetadata, map[string]any{"theme": "dark"})
}

func (w *world) search() {
	found := must(w.client.SearchUsers(contract.SearchUsersParams{Query: byEmail(w.ada), Limit: 10}))
	equal(len(found.Results), 1)
	equal(found.Results[0].UserID, w.userID)
	equal(found.ResultsMetadata.Total, int32(1))
	equal(found.ResultsMetadata.NextCursor, "")
}

func (w *world) searchPages() {
	emails := []string{w.address("page1"), w.address("page2"), w.address("page3")}
	var made, found []string
	for _, email := range emails {
		user := must(w.client.CreateUser(contract.CreateUserParams{Email: email}))
		made = append(made, user.UserID)
	}
	var sizes []int
	params := contract.SearchUsersParams{Query: byEmail(emails...), Limit: 2}
	for {
		page := must(w.client.SearchUsers(params))
		sizes = append(sizes, len(page.Results))
		for _, user := range page.Results {
			found = append(found, user.UserID)
		}
		params.Cursor = page.ResultsMetadata.NextCursor
		if params.Cursor == "" || len(sizes) > len(emails) {
			break
		}
	}
	equal(sizes, []int{2, 1})
	sort.Strings(made)
	sort.Strings(found)
	equal(found, made)
}

func (w *world) deleteEmail() {
	second := w.address("second")
	sent := must(w.client.SendMagicLink(contract.SendParams{Email: second, UserID: w.userID}))
	equal(addressesOf(must(w.client.GetUser(w.userID)).Emails), []string{w.ada, second})
	left := must(w.client.DeleteEmail(sent.EmailID)).User
	equal(addressesOf(left.Emails), []string{w.ada})
}

func addressesOf(emails []contract.Email) []string {
	var addresses []string
	for _, each := range emails {
		addresses = append(addresses, each.Email)
	}
	sort.Strings(addresses)
	return addresses
}

func (w *world) delete() {
	user := must(w.client.CreateUser(contract.CreateUserParams{Email: w.address("gone")}))
	equal(must(w.client.DeleteUser(user.UserID)).UserID, user.UserID)
	expectError(func() (*contract.GetUserResponse, error) {
		return w.client.GetUser(user.UserID)
	}, 404, "user_not_found")
}

"""A small blueprint as people write them by hand: examples, tables, slips of the pen."""

FOREIGN = """\
FORMAT: 1A
HOST: https://library.example.org

# Library

# Group Books

What a reader may borrow.

| Parameter | Description | Type | Required |
|:----------|-------------|------|----------|
| `title` | What it is called | string | **yes** |
| `pages` | How many | integer | - |
| `lent` | Whether it is out | boolean (default: `false`) | - |
| `rating` | Of readers | text | - |
| `isbn` | Printed inside | string | - |
| `mood` | How it feels | vibe | - |

## Books [/v1/books{?page%5Bsize%5D,page%5Bnumber%5D}]

+ Parameters
    + page%5Bsize%5D (optional, integer, `2`) - How many.
    + page%5Bnumber%5D (optional, integer, `2`) - Which.

### List Books [GET]

+ Response 200 (application/vnd.api+json)

        {
          "data": [
            {
              "type": "book",
              "id": "1",
              "attributes": {
                "title": "Dunes",
                "pages": 400,
                "lent": true,
                "rating": 4.5,
                "shelf": 7,
                "mood": "dry",
                "cover-url": null,
                "bought-at": "2019-05-04T10:00:00Z"
              },
              "relationships": {
                "author": {
                  "links": {
                    "self": "/v1/books/1/relationships/author",
                    "related": "/v1/books/1/author"
                  }
                },
                "loans": {"links": {"related": "/v1/books/1/loans"}},
                "twin": {"data": null}
              },
              "links": {"self": "/v1/books/1"}
            }
          ],
          "meta": {"count": 3},
          "jsonapi": {"version": "1.0"}
        }

### Create a Book [POST]

+ Request (application/vnd.api+json)

        {
          "data": {
            "type": "book",
            "attributes": {"title": "Dunes", "pages": 400, "shelf": "top"},
            "relationships": {"author": {"data": {"type": "person", "id": "1"}}}
          }
        }

+ Response 201 (application/vnd.api+json)

        {
          "data": {
            "type": "book", "id": "1",
            "attributes": {"title": "Dunes", "pages": 400, "shelf": "top"}
          }
        }

## Book [/v1/books/{book_id}]

+ Parameters
    + book_id: `1` (string) - Which.

### Get a Book [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "books", "id": "1", "attributes": {"title": "Dunes"}}}

### Change a Book [PATCH]

+ Request (application/vnd.api+json)

        {"data": {"type": "book", "id": "1", "attributes": {"isbn": "1-2", "rating": 3}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "book", "id": "1", "attributes": {"isbn": "1-2", "rating": 3}}}

# Group People

## Author of a Book [/v1/books/{book_id}/author]

+ Parameters
    + book_id: `1` (string) - Which.

### Get the Author [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "person", "id": "1", "attributes": {"name": "Ann", "password": "x"}}}

## People [/v1/people]

### Enrol [POST]

+ Request (application/vnd.api+json)
    + Body

            {
              "data": {
                "type": "person",
                "attributes": {"name": "Ann", "secret": "x", "slug": "ann"}
              }
            }

    + Schema

            {
              "type": "object",
              "properties": {
                "data": {
                  "type": "object",
                  "properties": {
                    "type": {"enum": ["person"]},
                    "attributes": {
                      "type": "object",
                      "properties": {
                        "name": {"type": "string"},
                        "slug": {"type": ["string", "null"]},
                        "password": {"type": "string"}
                      },
                      "required": ["name", "password"]
                    }
                  }
                }
              }
            }

+ Response 201 (application/vnd.api+json)

        {"data": {"type": "person", "id": "1", "attributes": {"name": "Ann", "slug": "ann"}}}

## Person [/v1/people/{slug}]

+ Parameters
    + slug: `ann` (string) - Which.

### Get a Person [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "person", "id": "1", "attributes": {"name": "Ann", "slug": "ann"}}}

## Pets of a Person [/v1/people/{slug}/pets]

+ Parameters
    + slug: `ann` (string) - Whose.

### List Pets [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "pet", "id": "b-7", "attributes": {"name": "Rex"}}]}

## Loans of a Book [/v1/books/{book_id}/loans]

+ Parameters
    + book_id: `1` (string) - Which.

### List Loans [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "loan", "id": "1", "attributes": {"is-over": null}}]}

# Group Desk

## Rules [/v1/rules]

### Get Rules [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "rule", "id": "1", "attributes": {"text": "Hush"}}}

### Change Rules [PATCH]

+ Request (application/vnd.api+json)

        {"data": {"type": "rule", "id": "1", "attributes": {"text": "Quiet"}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "rule", "id": "1", "attributes": {"text": "Quiet"}}}

## The First Person [/v1/first]

### Get the First [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "person", "id": "1", "attributes": {"name": "Ann"}}}

## Opening Hours [/v1/hours]

### Get Hours [GET]

+ Response 200 (application/json)

        {"monday": "9-17"}
"""

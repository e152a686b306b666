-- Run inside Neovim by test_neovim.py: what the editor shows is written to $RESULT as JSON.
local result = { version = vim.version().minor }
local function done()
  local file = io.open(vim.env.RESULT, 'w')
  file:write(vim.fn.json_encode(result))
  file:close()
  vim.cmd('qall!')
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    result.failed = what
    done()
  end
end

local function place(words)
  vim.fn.cursor(1, 1)
  vim.fn.search(words, 'cW')
end

vim.cmd('edit venues.apib')
wait('a mistake is shown', function() return #vim.diagnostic.get(0) > 0 end)
local found = vim.diagnostic.get(0)[1]
result.diagnostic = { line = found.lnum, column = found.col, code = found.code, text = found.message }

place('Venue Dokument')
vim.fn.cursor(vim.fn.line('.'), vim.fn.col('.') + 8)
local params = vim.lsp.util.make_position_params(0, 'utf-16')
local replies = vim.lsp.buf_request_sync(0, 'textDocument/completion', params, 60000)
result.labels = {}
for _, reply in pairs(replies or {}) do
  for _, item in ipairs(reply.result.items) do
    table.insert(result.labels, item.label)
  end
end

vim.cmd('%s/Venue Dokument/Venue Document/')
wait('the mistake is gone', function() return #vim.diagnostic.get(0) == 0 end)
place('Venue Document')
vim.lsp.buf.rename('Venue Paper')
wait('the type is renamed', function() return vim.fn.search('Venue Paper', 'nw') > 0 end)
result.renamed = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
wait('the other file is renamed', function()
  local other = vim.fn.bufnr('types.apib')
  return other > 0 and #vim.api.nvim_buf_get_lines(other, 0, -1, false) > 1
end)
local other = vim.fn.bufnr('types.apib')
result.other = table.concat(vim.api.nvim_buf_get_lines(other, 0, -1, false), '\n')
done()

-- API Blueprint for Neovim 0.7 and later: copy this file to ~/.config/nvim/plugin/contract.lua.
-- It needs `contract` on the PATH, or the environment variable CONTRACT with its path.

local command = { vim.env.CONTRACT or 'contract', 'lsp' }

-- The folder of the project: the nearest one above the file with one of these in it.
local markers = { 'pyproject.toml', '.git' }

local function project(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local start = folder
  while true do
    for _, marker in ipairs(markers) do
      if vim.fn.empty(vim.fn.glob(folder .. '/' .. marker)) == 0 then
        return folder
      end
    end
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then
      return start
    end
    folder = above
  end
end

local function map(buffer)
  vim.api.nvim_buf_set_option(buffer, 'omnifunc', 'v:lua.vim.lsp.omnifunc')
  for keys, run in pairs({
    K = vim.lsp.buf.hover,
    gd = vim.lsp.buf.definition,
    gr = vim.lsp.buf.references,
    ['<leader>r'] = vim.lsp.buf.rename,
    ['<leader>a'] = vim.lsp.buf.code_action,
    ['<leader>s'] = vim.lsp.buf.document_symbol,
    [']d'] = vim.diagnostic.goto_next,
    ['[d'] = vim.diagnostic.goto_prev,
  }) do
    vim.keymap.set('n', keys, run, { buffer = buffer })
  end
end

local clients = {}

local function attach(buffer)
  local folder = project(vim.api.nvim_buf_get_name(buffer))
  local config = { name = 'contract', cmd = command, root_dir = folder }
  if vim.lsp.start then -- Neovim 0.8 and later: one client for each folder
    config.on_attach = function(_, attached) map(attached) end
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  clients[folder] = clients[folder] or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buffer, clients[folder])
  map(buffer)
end

local group = vim.api.nvim_create_augroup('contract', { clear = true })
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = group,
  pattern = { '*.apib', '*.apib.md' },
  callback = function(event)
    vim.bo[event.buf].filetype = 'apib'
    attach(event.buf)
  end,
})

-- Reads many fragments in one run of pandoc: [{format, text}] in, one JSON tree per fragment out.
-- Each fragment is a document of its own, so nothing leaks from one to the next: an unclosed
-- fence, a footnote's name, a reference.
-- Run as: pandoc lua pandoc.lua < job.json

local job = pandoc.json.decode(io.read('a'), false)
local formulas = '+tex_math_dollars+tex_math_single_backslash'

local function has_html(doc)
  local found = false
  local function look(raw)
    if raw.format:match('html') then found = true end
  end
  doc:walk{RawBlock = look, RawInline = look}
  return found
end

-- Formulas are read in HTML as MathJax reads them, so a dollar of the text, and of code, has another
-- sign meanwhile.
local dollar = utf8.char(0x10FFFD)

local function hide_dollars(text) return (text:gsub('%$', dollar):gsub('&#36;', dollar)) end

local function show_dollars(doc)
  local function show(text) return (text:gsub(dollar, '$')) end
  return doc:walk{
    Str = function(str) return pandoc.Str(show(str.text)) end,
    Code = function(code) return pandoc.Code(show(code.text), code.attr) end,
    CodeBlock = function(code) return pandoc.CodeBlock(show(code.text), code.attr) end,
  }
end

-- Pandoc forgets how a paragraph or a bold word looks, and in which language it is; of a div and of
-- a span it remembers both.
local around = { p = true }
local within = { b = 'span', strong = 'span', i = 'span', em = 'span', u = 'span', q = 'span',
  cite = 'span', blockquote = 'div', h1 = 'span', h2 = 'span', h3 = 'span', h4 = 'span',
  h5 = 'span', h6 = 'span' }
local instead = { font = 'span', center = 'div' }

local function with_looks(html)
  local open = {}
  return (html:gsub('<(/?)(%a%w*)([^<>]*)>', function(slash, name, rest)
    local tag = name:lower()
    if not (around[tag] or within[tag] or instead[tag]) then return nil end
    if slash == '/' then
      local looks = open[tag] and table.remove(open[tag])
      if instead[tag] then return '</' .. instead[tag] .. '>' end
      if not looks then return nil end
      return around[tag] and '</p></div>' or '</' .. within[tag] .. '></' .. tag .. '>'
    end
    if tag == 'font' then
      return '<span' .. rest:gsub('[cC][oO][lL][oO][rR]%s*=%s*["\']?([#%w]+)["\']?', 'style="color:%1"') .. '>'
    elseif tag == 'center' then
      return '<div align="center">'
    end
    local looks = rest:match('style%s*=') or rest:match('align%s*=') or rest:match('hidden')
      or rest:match('%slang%s*=')
    open[tag] = open[tag] or {}
    table.insert(open[tag], looks and true or false)
    if not looks then return nil end
    if around[tag] then return '<div' .. rest .. '><p>' end
    local style = rest:match('style%s*=%s*"[^"]*"') or rest:match("style%s*=%s*'[^']*'") or ''
    local language = rest:match('%slang%s*=%s*["\']?[%w-]+["\']?') or ''
    local others = rest:gsub('style%s*=%s*"[^"]*"', ''):gsub("style%s*=%s*'[^']*'", '')
    return '<' .. tag .. others .. '><' .. within[tag] .. ' ' .. style .. language .. '>'
  end))
end

local function read_html(text)
  text = text:gsub('(<[pP][rR][eE][^<>]*>)\r?\n', '%1')  -- browsers do not show it
  for _, tag in ipairs{'code', 'pre', 'kbd', 'samp', 'tt', 'script', 'style'} do
    if not text:find('[$&]') or not text:find('</' .. tag .. '>', 1, true) then goto continue end
    text = text:gsub('<' .. tag .. '[ >].-</' .. tag .. '>', hide_dollars)
    ::continue::
  end
  local format = 'html+task_lists' .. (text:find('[$\\]') and formulas or '')
  return pandoc.read(with_looks(text), format, {}, {})
end

-- Tags in Markdown may open in one block and close in another. Only an HTML reader sees them as a
-- browser does; what HTML would lose on the way is kept aside.
local function through_html(doc)
  local kept = {}
  local function keep(make)
    return function(element)
      kept[#kept + 1] = element
      return make({}, pandoc.Attr('', {}, { [job.token] = tostring(#kept) }))
    end
  end
  doc = doc:walk{Str = function(str) return pandoc.Str(hide_dollars(str.text)) end}
  doc = doc:walk{Math = keep(pandoc.Span), Note = keep(pandoc.Span), Code = keep(pandoc.Span),
    CodeBlock = keep(pandoc.Div)}
  local html = pandoc.write(doc, 'html', { wrap_text = 'preserve' })
  local function back(element)
    local number = element.attributes[job.token] or element.attributes['data-' .. job.token]
    return number and kept[tonumber(number)] or nil
  end
  return show_dollars(read_html(html):walk{Span = back, Div = back})
end

local answers = {}
for number, fragment in ipairs(job.fragments) do
  local ok, answer = pcall(function()
    -- with no files given ({}) it reads none and opens no connection: \input, include, csv-table
    if fragment.format == 'html' then
      return pandoc.write(show_dollars(read_html(fragment.text)), 'json')
    end
    local doc = pandoc.read(fragment.text, fragment.format, {}, {})
    if fragment.format:match('^gfm') and fragment.text:find('<', 1, true) and has_html(doc) then
      doc = through_html(doc)
    end
    return pandoc.write(doc, 'json')
  end)
  answers[number] = { ok = ok, answer = tostring(answer) }
end
io.write(pandoc.json.encode(answers))

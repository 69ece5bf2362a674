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

-- Tags in Markdown may open in one block and close in another. Only an HTML reader sees them as a
-- browser does; what HTML would lose on the way is kept aside. Formulas in HTML are read as well, so
-- a dollar of the text has another sign meanwhile.
local dollar = utf8.char(0x10FFFD)

local function through_html(doc)
  local kept = {}
  local function keep(make)
    return function(element)
      kept[#kept + 1] = element
      return make({}, pandoc.Attr('', {}, { [job.token] = tostring(#kept) }))
    end
  end
  doc = doc:walk{Str = function(str) return pandoc.Str((str.text:gsub('%$', dollar))) end}
  doc = doc:walk{Math = keep(pandoc.Span), Note = keep(pandoc.Span), CodeBlock = keep(pandoc.Div)}
  local html = pandoc.write(doc, 'html', { wrap_text = 'preserve' })
  local function back(element)
    local number = element.attributes[job.token] or element.attributes['data-' .. job.token]
    return number and kept[tonumber(number)] or nil
  end
  doc = pandoc.read(html, 'html+task_lists' .. formulas, {}, {}):walk{Span = back, Div = back}
  return doc:walk{Str = function(str) return pandoc.Str((str.text:gsub(dollar, '$'))) end}
end

local answers = {}
for number, fragment in ipairs(job.fragments) do
  local ok, answer = pcall(function()
    -- with no files given ({}) it reads none and opens no connection: \input, include, csv-table
    local doc = pandoc.read(fragment.text, fragment.format, {}, {})
    if fragment.format:match('^gfm') and has_html(doc) then
      doc = through_html(doc)
    end
    return pandoc.write(doc, 'json')
  end)
  answers[number] = { ok = ok, answer = tostring(answer) }
end
io.write(pandoc.json.encode(answers))

-- Reads many fragments in one run of pandoc: [{format, text}] in, one JSON tree per fragment out.
-- Each fragment is a document of its own, so nothing leaks from one to the next: an unclosed
-- fence, a footnote's name, a reference. Typst spellings of the formulas are put in here.
-- Run as: pandoc lua pandoc.lua < job.json

local job = pandoc.json.decode(io.read('a'), false)

local function spell(math)
  local source = math.text
  -- what texmath does not know, in words that it knows; a label would clash with another cell's
  math.text = source:gsub('\\label%s*{[^}]*}', ''):gsub('\\def%s*(\\%a+)%s*{', '\\newcommand{%1}{')
    :gsub('\\tag%*?%s*{([^}]*)}', '\\qquad\\text{(%1)}'):gsub('\\eqref%s*{([^}]*)}', '\\text{(%1)}')
    :gsub('\\ref%s*{([^}]*)}', '\\text{%1}')
  local ok, typst = pcall(pandoc.write, pandoc.Pandoc{pandoc.Plain{math}}, 'typst')
  return pandoc.Span({pandoc.RawInline('typst', ok and typst or '')}, pandoc.Attr('', {'math'}, {
    tex = source, display = math.mathtype == 'DisplayMath' and 'yes' or 'no' }))
end

local function has_html(doc)
  local found = false
  local function look(raw)
    if raw.format:match('html') then found = true end
  end
  doc:walk{RawBlock = look, RawInline = look}
  return found
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
  doc = doc:walk{Math = keep(pandoc.Span), Note = keep(pandoc.Span), CodeBlock = keep(pandoc.Div)}
  local html = pandoc.write(doc, 'html', { wrap_text = 'preserve' })
  local function back(element)
    local number = element.attributes[job.token] or element.attributes['data-' .. job.token]
    return number and kept[tonumber(number)] or nil
  end
  return pandoc.read(html, 'html+task_lists', {}, {}):walk{Span = back, Div = back}
end

local answers = {}
for number, fragment in ipairs(job.fragments) do
  local ok, answer = pcall(function()
    -- with no files given ({}) it reads none and opens no connection: \input, include, csv-table
    local doc = pandoc.read(fragment.text, fragment.format, {}, {})
    if fragment.format:match('^gfm') and has_html(doc) then
      doc = through_html(doc)
    end
    return pandoc.write(doc:walk{Math = spell}, 'json')
  end)
  answers[number] = { ok = ok, answer = tostring(answer) }
end
io.write(pandoc.json.encode(answers))

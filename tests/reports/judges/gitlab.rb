# GitLab's reading of a JUnit file, emulated: ActiveSupport's Hash.from_xml, then one or many at each level; a case's
# system_out is one text, and what failed is told by the element's text alone. usage: gitlab.rb FILE
require 'active_support'
require 'active_support/core_ext/hash'
require 'active_support/core_ext/array'
require 'active_support/xml_mini/nokogiri'

ActiveSupport::XmlMini.backend = 'Nokogiri'

def text_of(element)
  case element
  when nil then nil
  when String then element
  when Hash then element['__content__'] || element['message']
  else abort "an element twice: #{element.class}"
  end
end

root = Hash.from_xml(File.read(ARGV[0]))['testsuites']
cases = Array.wrap(root['testsuite']).flat_map { |suite| Array.wrap(suite['testcase']) }
counts = Hash.new(0)
cases.each do |one|
  abort "system-out of #{one['name']} is a #{one['system_out'].class}" unless [NilClass, String].include?(one['system_out'].class)
  kind = %w[failure error skipped].find { |name| one.key?(name) }
  counts[kind] += 1
  abort "#{one['name']} does not say why" if kind && text_of(one[kind]).to_s.strip.empty?
end
abort 'two cases have the same classname and name' if cases.map { |one| one.values_at('classname', 'name') }.uniq!

wanted = %w[PASS FAIL WARN INCONCLUSIVE SKIP ERROR].to_h { |name| [name, Integer(ENV.fetch(name))] }
got = [cases.size, counts['failure'], counts['error'], counts['skipped']]
expected = [wanted.values.sum, wanted['FAIL'], wanted['ERROR'], wanted['SKIP'] + wanted['INCONCLUSIVE']]
abort "cases, failures, errors, skipped: #{got}, not #{expected}" unless got == expected

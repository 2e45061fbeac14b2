using System.Globalization;
using OptRecipe.Testing;
using OptRecipe.TFLite.Operators;
using YamlDotNet.RepresentationModel;

namespace OptRecipe.TFLite.Tests;

/// <summary>Our tables against the fact files about the schema and the operators' versions.</summary>
public sealed class SchemaFactsTests
{
    [Fact]
    public void Every_operator_and_every_type_of_the_schema_has_its_number_and_name()
    {
        if (Load("tflite-schema.yaml", 233) is not { } schema) return;
        foreach (var (name, value) in Pairs(schema, "enums", "BuiltinOperator", "values")) Assert.Equal(name, ((BuiltinOperator)int.Parse(Text(value))).Name());
        foreach (var (name, value) in Pairs(schema, "enums", "TensorType", "values")) Assert.Equal(name, ((TensorType)int.Parse(Text(value))).Name());
    }

    [Fact]
    public void Every_options_table_has_the_fields_of_the_schema()
    {
        if (Load("tflite-schema.yaml", 149) is not { } schema) return;
        var tables = (YamlMappingNode)schema["tables"];
        foreach (var (union, unionName) in new[] { (1, "BuiltinOptions"), (2, "BuiltinOptions2") })
        {
            foreach (var (name, discriminant) in Pairs(schema, "unions", unionName).Where(pair => pair.Name != "NONE"))
            {
                var options = OptionsTable.Find(union, byte.Parse(Text(discriminant)));
                Assert.Equal(name, options?.Name);
                var expected = tables.Children.TryGetValue(name, out var fields) && fields is YamlMappingNode mapping ? mapping.Children.Select(field => Line(schema, Text(field.Key), (YamlSequenceNode)field.Value)) : [];
                Assert.Equal(expected, options?.Fields.Select(Line));
            }
        }
    }

    [Fact]
    public void Every_operator_version_is_registered_and_known_to_runtimes_as_the_facts_say()
    {
        if (Load("op-versions.yaml", 160) is not { } facts) return;
        var versions = 0;
        foreach (var (name, op) in Pairs(facts, "ops"))
        {
            Assert.True(BuiltinOperatorNames.TryParse(name, out var builtin), name);
            if (((YamlMappingNode)op).Children.TryGetValue("registered", out var registered) && registered is YamlMappingNode range)
                Assert.Equal((name, (int.Parse(Text(range["min"])), int.Parse(Text(range["max"])))), (name, OperatorVersions.Registered(builtin).GetValueOrDefault()));
            if (!((YamlMappingNode)op).Children.TryGetValue("min_runtime", out var runtimes) || runtimes is not YamlMappingNode known) continue;
            foreach (var (version, runtime) in known.Children.Select(pair => (int.Parse(Text(pair.Key)), Text(pair.Value))))
            {
                Assert.Equal((name, version, runtime), (name, version, OperatorVersions.MinimumRuntime(builtin, version)?.ToString()));
                versions++;
            }
        }
        Assert.True(versions > 200, $"{versions} versions judge too little");
    }

    /// <summary>Name, index, type and default of a field; what the schema leaves out is 0.</summary>
    private static string Line(YamlMappingNode schema, string name, YamlSequenceNode field)
    {
        var (type, otherwise) = (Text(field[1]), Text(field[2]));
        // The default of an enum field is a name.
        if (((YamlMappingNode)schema["enums"]).Children.TryGetValue(type, out var names) && ((YamlMappingNode)names["values"]).Children.TryGetValue(otherwise, out var number)) otherwise = Text(number);
        return $"{name} [{Text(field[0])}] {Kind(type)} = {(otherwise is "~" or "" or "null" ? "" : Number(otherwise))}";
    }

    private static string Line(OptionField field) =>
        $"{field.Name} [{field.Index}] {field.EnumName ?? field.Kind.ToString()} = {(field.Default is null or 0 or 0L or 0f or false ? "" : field.Default is true ? "1" : Convert.ToString(field.Default, CultureInfo.InvariantCulture))}";

    private static string Number(string otherwise) => otherwise switch { "true" => "1", "false" or "0" or "0.0" => "", _ => otherwise };

    private static string Kind(string type) => type switch
    {
        "bool" => "Bool",
        "int" or "int32" => "Int32",
        "uint" => "UInt32",
        "long" => "Int64",
        "float" => "Single",
        "string" => "String",
        "[int]" or "[StablehloPrecisionConfig]" => "Int32s",
        "[long]" => "Int64s",
        "[float]" => "Singles",
        "[bool]" => "Bools",
        "[ubyte]" => "Bytes",
        _ => type,
    };

    private static YamlMappingNode? Load(string name, int caseCount)
    {
        if (SharedFolder.Require(Path.Combine("facts", name), caseCount) is not { } path) return null;
        using var reader = new StreamReader(path);
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static IEnumerable<(string Name, YamlNode Value)> Pairs(YamlNode node, params string[] path) =>
        ((YamlMappingNode)path.Aggregate(node, (parent, key) => parent[key])).Children.Select(pair => (Text(pair.Key), pair.Value));

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";
}

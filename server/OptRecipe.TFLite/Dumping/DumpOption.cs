using System.Collections.Immutable;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Dumping;

/// <summary>The value of an option field, by its kind in the schema.</summary>
internal static class DumpOption
{
    public static object Parse(DumpNode node, OptionField field, string value)
    {
        switch (field.Kind)
        {
            case OptionKind.Bool: return value == "true" ? true : value == "false" ? false : throw node.Error($"`{field.Name}` is {value}, true or false is expected");
            case OptionKind.Int8 or OptionKind.UInt8 or OptionKind.Int32 or OptionKind.UInt32: return Enum(field, value) ?? (object)(int)node.Number(field.Name, value);
            case OptionKind.Int64 or OptionKind.UInt64: return node.Number(field.Name, value);
            case OptionKind.Single: return DumpValue.TryFloat(value, out var number) ? number : throw node.Error($"`{field.Name}` is {value}, a number is expected");
            case OptionKind.String: return DumpValue.Unquote(value) ?? throw node.Error($"`{field.Name}` is {value}, a text in quotes is expected");
        }
        var list = new DumpNode(node.Name, node.Line).Add("list", value);
        return field.Kind switch
        {
            OptionKind.Int32s => list.Int32s("list"),
            OptionKind.Int64s => list.Int64s("list"),
            OptionKind.Singles => list.Singles("list"),
            OptionKind.Bools => (object)list.Bools("list"),
            _ => throw node.Error($"`{field.Name}` holds data, which stand below"),
        };
    }

    private static object? Enum(OptionField field, string value)
    {
        if (field.EnumName is null) return null;
        if (field.EnumName == "TensorType") return TensorTypeNames.TryParse(value, out var type) ? (int)type : null;
        for (var number = 0; number < 8; number++)
            if (OptionEnumNames.Name(field.EnumName, number) == value) return number;
        return null;
    }
}

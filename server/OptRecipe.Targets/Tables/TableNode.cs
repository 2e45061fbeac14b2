using System.Collections.ObjectModel;

namespace OptRecipe.Targets.Tables;

public enum TableNodeKind { Scalar, List, Map }

/// <summary>A node of a target table: the tree of scalars, lists and maps that YAML describes. Scalars are text; whoever reads them knows their type.</summary>
public sealed class TableNode(TableNodeKind kind, int line)
{
    public TableNodeKind Kind => kind;
    /// <summary>1-based line in the table's file, for messages about the table itself.</summary>
    public int Line => line;
    /// <summary>Of a scalar: its value, without quotes.</summary>
    public string Text { get; init; } = "";
    /// <summary>Of a list.</summary>
    public Collection<TableNode> Items { get; } = [];
    /// <summary>Of a map, in order.</summary>
    public Collection<TableField> Fields { get; } = [];

    /// <summary>The value of the first field with this key; null when there is none.</summary>
    public TableNode? this[string key]
    {
        get
        {
            foreach (var field in Fields)
                if (field.Key == key) return field.Value;
            return null;
        }
    }

    /// <summary>The items of a list; a scalar counts as a list of one.</summary>
    public IReadOnlyList<TableNode> AsList() => kind == TableNodeKind.List ? Items : [this];

    /// <summary>The text of a field.</summary>
    /// <exception cref="TableFormatException">It is missing.</exception>
    public string Require(string key) => this[key]?.Text ?? throw new TableFormatException(line, $"the key `{key}` is missing");
}

/// <summary>A key of a map with its value.</summary>
public sealed record TableField(string Key, TableNode Value);

/// <summary>A target table breaks its schema. For our own tables a bug, which a test finds; for a user's own table a diagnostic.</summary>
public sealed class TableFormatException(int line, string reason) : Exception($"line {line}: {reason}")
{
    /// <summary>1-based.</summary>
    public int Line => line;
    public string Reason => reason;
}

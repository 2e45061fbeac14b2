namespace OptRecipe.Targets.Tables;

internal enum TableNodeKind { Scalar, List, Map }

/// <summary>A node of a target table: the tree of scalars, lists and maps that YAML describes. Scalars are text; whoever reads them knows their type.</summary>
internal sealed class TableNode(TableNodeKind kind, int line)
{
    public TableNodeKind Kind => kind;
    /// <summary>1-based line in the table's file, for messages about the table itself.</summary>
    public int Line => line;
    public string Text { get; init; } = "";
    public List<TableNode> Items { get; } = [];
    public List<TableField> Fields { get; } = [];

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

    public string Require(string key) => this[key]?.Text ?? throw new TableFormatException(line, $"the key `{key}` is missing");
}

/// <summary>A key of a map with its value.</summary>
internal sealed record TableField(string Key, TableNode Value);

/// <summary>A target table breaks its schema. For our own tables a bug, which a test finds; for a user's own table a diagnostic.</summary>
public sealed class TableFormatException(int line, string reason) : Exception($"line {line}: {reason}")
{
    /// <summary>1-based.</summary>
    public int Line => line;
    public string Reason => reason;
}

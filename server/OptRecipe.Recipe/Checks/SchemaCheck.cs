using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Walks the tree along the table of keys; the checks beside this file word what it meets. What is not available yet is not looked into.</summary>
internal sealed class SchemaCheck
{
    private readonly CheckContext context;
    private readonly SyntaxTree tree;
    private HashSet<(string Code, TextSpan Span)>? reportedBehindAliases;
    private int aliasesLeft = 10_000;
    private int aliasDepth;
    /// <summary>What the wrong keys of the mapping at hand were probably meant to be: such a key is not missing, too.</summary>
    private List<string>? suggested;

    private string lastList = "", lastItem = "";

    private SchemaCheck(CheckContext context) => (this.context, tree) = (context, context.Tree);

    internal static void Run(CheckContext context) => new SchemaCheck(context).Root();

    private void Root()
    {
        var root = tree.Root;
        if (root.IsMissing || (root.IsNull && root.IsScalar)) { if (tree.Problems.IsEmpty) context.Add(EmptyRecipeCheck.Report(context)); }
        else if (!root.IsMapping)
        {
            if (!tree.Problems.IsEmpty && root.IsRecovered) return;
            Add(WrongKindCheck.Report(context, root, RecipeSchema.Root, "a recipe", root.Span));
        }
        else Mapping(root, RecipeSchema.Root, "the recipe", FirstKey(root));
    }

    /// <summary>A recipe that is used may bring one: whoever opens files says whether it does.</summary>
    private bool NeedsModel => context.Role == RecipeRole.Whole && context.Recipe.Uses.All(use => use.IsPreset);

    /// <param name="subject">What has the value, for people.</param>
    /// <param name="place">Where to point when nothing stands there.</param>
    private void Node(SyntaxNode node, SchemaType type, string subject, TextSpan place)
    {
        if (type is AnyType) return;
        if (node.Kind == SyntaxKind.Alias)
        {
            NodeBehind(node, type, subject, place);
            return;
        }
        switch (type)
        {
            case NamedType named: Node(node, named.Type, subject, place); break;
            case EitherType either when Pick(either, node) is { } picked: Node(node, picked, subject, place); break;
            case ListType { IsOneEnough: true } list when !node.IsSequence: Node(node, list.Item, subject, place); break;
            case ListType list when node.IsSequence: foreach (var item in node.Items) Item(item, list.Item, subject, place); break;
            case MappingType mapping when node.IsMapping: Mapping(node, mapping, subject, FirstKey(node)); break;
            case ScalarType scalar when node.IsScalar && !node.IsNull: Scalar(node, scalar, subject); break;
            case KindType: Item(node, type, subject, place); break;
            default:
                // A key whose list or mapping is just being typed is a mistake only where something has to stand.
                if (!(node.IsRecovered && node.IsNull)) Add(WrongKindCheck.Report(context, node, type, subject, place));
                break;
        }
    }

    /// <summary>The alternative with the shape that stands there; null when none has it.</summary>
    private static SchemaType? Pick(EitherType either, SyntaxNode node)
    {
        foreach (var alternative in either.Alternatives)
        {
            var type = alternative is NamedType named ? named.Type : alternative;
            if (type is AnyType || (node.IsMapping ? type is MappingType : node.IsSequence ? type is ListType : type is ScalarType && !node.IsNull)) return type;
        }
        return null;
    }

    private void Item(SyntaxNode item, SchemaType type, string subject, TextSpan place)
    {
        if (item.Kind == SyntaxKind.Alias) { ItemBehind(item, type, subject, place); return; }
        var known = context.Memory?.Of(item);
        if (known is not null && ReferenceEquals(known.FlawlessAs, type)) return;
        var before = context.Count;
        if (type is KindType kind) ItemOfKind(item, kind, subject, place);
        else Node(item, type, ItemOf(subject), item.IsNull ? place : item.Span);
        if (known is not null && context.Count == before) known.FlawlessAs = type;
    }

    private void ItemOfKind(SyntaxNode item, KindType kind, string subject, TextSpan place)
    {
        if (item.IsRecovered && item.IsNull) return;
        if (item.IsScalar && !item.IsNull) Kind(item, default, kind, item);
        else if (item.IsMapping && item.Pairs.Count == 1) foreach (var pair in item.Pairs) Kind(pair.Key, pair.Value, kind, item);
        else if (item.IsMapping && item.Pairs.Count > 1) Add(SeveralKindsCheck.Report(context, item, kind));
        else Add(WrongKindCheck.Report(context, item, kind, $"an item of {subject}", item.Span.Length > 0 ? item.Span : DashBefore(item)));
    }

    private string ItemOf(string list)
    {
        if (!ReferenceEquals(list, lastList)) (lastList, lastItem) = (list, $"an item of {list}");
        return lastItem;
    }

    private void Kind(SyntaxNode word, SyntaxNode value, KindType type, SyntaxNode item)
    {
        if (word.IsRecovered && value.Exists && word.Kind != SyntaxKind.Plain) return;
        // A file of the user's own: whoever may open it checks its options.
        if (type.Noun == "target" && TargetFiles.TargetFile.Is(word.Value)) return;
        var key = type.Kinds.Find(word.ValueText);
        if (key is null)
        {
            if (LegacyNameCheck.Check(context, word, value, type.Noun, item) is { } legacy) Add(legacy);
            else if (!word.IsRecovered) Add(type.Noun == "target" ? UnknownTargetCheck.Report(word) : UnknownValueCheck.ReportKind(word, type));
            return;
        }
        if (AvailabilityCheck.Check(context, word, key.Availability, key.Availability == Availability.Available ? "" : $"the {type.Noun} `{key.Name}`") is { } notYet) { Add(notYet); return; }
        if (!value.Exists || value.IsNull)
        {
            if (key.NeedsValue && !word.IsRecovered) Add(WrongKindCheck.Report(context, default, key.Type, key.Quoted, word.Span));
            return;
        }
        Node(value, key.Type, key.Quoted, word.Span);
    }

    private void Mapping(SyntaxNode mapping, MappingType type, string subject, TextSpan place)
    {
        Duplicates(mapping);
        var outer = suggested;
        suggested = null;
        foreach (var pair in mapping.Pairs) Pair(mapping, pair, type, subject);
        var missing = suggested;
        suggested = outer;
        foreach (var key in type.Keys)
            if (key.IsRequired && !(key.Name == "model" && ReferenceEquals(type, RecipeSchema.Root) && !NeedsModel) && !tree.ValueOf(mapping, key.Name).Exists && !HasRecoveredKey(mapping) && missing?.Contains(key.Name) != true) Add(MissingKeyCheck.Report(context, mapping, key, subject, place));
    }

    private void Pair(SyntaxNode mapping, SyntaxPair pair, MappingType type, string subject)
    {
        var name = pair.Key.ValueText;
        if (pair.Key.RawText is "<<") { Merge(pair, type, subject); return; }
        if (pair.Key.IsMissing || !pair.Key.IsScalar) return;
        var key = type.Find(name);
        if (key is null)
        {
            if (type.Others is { } others) Node(pair.Value, others, $"`{pair.Key.Value}`", pair.Key.Span);
            else if (ReferenceEquals(type, RecipeSchema.Root) && name.StartsWith(RecipeSchema.OwnKeyPrefix)) return;
            else if (LegacyNameCheck.Check(context, pair.Key, pair.Value, subject, mapping) is { } legacy) Suggest(legacy);
            else if (!pair.Key.IsRecovered) Suggest(UnknownKeyCheck.Report(pair.Key, type, subject));
            return;
        }
        if (AvailabilityCheck.Check(context, pair.Key, key.Availability, key.Quoted) is { } notYet) Add(notYet);
        else if (key.Name == "variants" && ReferenceEquals(type, RecipeSchema.Root) && tree.Followed(pair.Value).IsMapping) Variants(tree.Followed(pair.Value));
        else Node(pair.Value, key.Type, key.Quoted, pair.Key.Span);
    }

    /// <summary>The keys are paths, and the lists hold what may stand at their ends.</summary>
    private void Variants(SyntaxNode table)
    {
        Duplicates(table);
        foreach (var pair in table.Pairs)
        {
            if (!pair.Key.IsScalar || pair.Key.IsRecovered || pair.Key.RawText is "<<") continue;
            if (VariantCheck.TypeOf(pair.Key, out var key, out var wrong) is not { } type)
            {
                if (wrong is not null) Add(wrong);
                continue;
            }
            if (key is not null && AvailabilityCheck.Check(context, pair.Key, key.Availability, $"`{pair.Key.Value}`") is { } notYet) Add(notYet);
            else if (tree.Followed(pair.Value) is { IsSequence: true } list && list.Items.Count == 0) Add(VariantTableCheck.Empty(pair.Value.Span, pair.Key.Value));
            else Node(pair.Value, new ListType(type), $"`{pair.Key.Value}`", pair.Key.Span);
        }
    }

    private void Suggest(Diagnostic diagnostic)
    {
        Add(diagnostic);
        foreach (var fix in diagnostic.Fixes) if (fix.Edits is [var edit]) (suggested ??= []).Add(edit.NewText);
    }

    private void Merge(SyntaxPair pair, MappingType type, string subject)
    {
        if (pair.Value.IsSequence) foreach (var item in pair.Value.Items) MergeOne(item);
        else MergeOne(pair.Value);

        void MergeOne(SyntaxNode node)
        {
            var followed = tree.Followed(node);
            if (!followed.Exists) return;
            if (!followed.IsMapping) Add(AliasCheck.Merge(pair));
            else Alias(node, _ => { foreach (var inner in followed.Pairs) Pair(followed, inner, type, subject); });
        }
    }

    private void Scalar(SyntaxNode node, ScalarType type, string subject)
    {
        var text = node.ValueText;
        foreach (var value in type.Values)
        {
            if (!text.SequenceEqual(value.Name)) continue;
            if (AvailabilityCheck.Check(context, node, value.Availability, value.Availability == Availability.Available ? "" : $"`{subject.Trim('`')}: {value.Name}`") is { } notYet) Add(notYet);
            return;
        }
        if (type.Kind is ScalarKind.Choice or ScalarKind.Flag)
            Add(LegacyNameCheck.CheckValue(node, subject) ?? UnknownValueCheck.Report(node, type, subject));
        else if (type.Kind is ScalarKind.OperatorName or ScalarKind.OperatorNumbers) foreach (var wrong in SelectorWordCheck.Check(node, type.Kind)) Add(wrong);
        else if (type.Kind == ScalarKind.Runtime) { if (RuntimeCheck.Check(node) is { } wrong) Add(wrong); }
        else if (NumberCheck.Check(node, type, subject) is { } wrong) Add(wrong);
    }

    private void Duplicates(SyntaxNode mapping)
    {
        var count = mapping.Pairs.Count;
        if (count < 2) return;
        var seen = count > 16 ? new Dictionary<string, SyntaxNode>(StringComparer.Ordinal) : null;
        foreach (var pair in mapping.Pairs)
        {
            if (!pair.Key.IsScalar || pair.Key.RawText is "<<") continue;
            var first = seen is not null ? (seen.TryAdd(pair.Key.Value, pair.Key) ? default : seen[pair.Key.Value]) : FirstBefore(mapping, pair.Key);
            if (first.Exists) Add(DuplicateKeyCheck.Report(context, pair, first));
        }
    }

    private static SyntaxNode FirstBefore(SyntaxNode mapping, SyntaxNode key)
    {
        foreach (var pair in mapping.Pairs)
        {
            if (pair.Key.Index == key.Index) return default;
            if (pair.Key.IsScalar && pair.Key.IsText(key.ValueText)) return pair.Key;
        }
        return default;
    }

    // Apart from where they are called, so that only an alias costs a closure.
    private void NodeBehind(SyntaxNode alias, SchemaType type, string subject, TextSpan place) => Alias(alias, followed => Node(followed, type, subject, place));

    private void ItemBehind(SyntaxNode alias, SchemaType type, string subject, TextSpan place) => Alias(alias, followed => Item(followed, type, subject, place));

    private void Alias(SyntaxNode alias, Action<SyntaxNode> visit)
    {
        var followed = tree.Followed(alias);
        if (!followed.Exists || aliasDepth > 20) return;
        if (aliasesLeft == 0) { Add(AliasCheck.TooMany(alias)); aliasesLeft = -1; }
        if (aliasesLeft < 0) return;
        aliasesLeft--;
        aliasDepth++;
        reportedBehindAliases ??= [];
        visit(followed);
        aliasDepth--;
    }

    /// <summary>What stands behind an alias is checked wherever it is used and reported once.</summary>
    private void Add(Diagnostic diagnostic)
    {
        if (reportedBehindAliases is null || reportedBehindAliases.Add((diagnostic.Descriptor.Code, diagnostic.Span))) context.Add(diagnostic);
    }

    private static bool HasRecoveredKey(SyntaxNode mapping)
    {
        foreach (var pair in mapping.Pairs) if (pair.Key.IsRecovered && pair.Key.IsScalar && pair.Value.IsRecovered) return true;
        return false;
    }

    private TextSpan FirstKey(SyntaxNode mapping)
    {
        foreach (var pair in mapping.Pairs) return pair.Key.Span.Length > 0 ? pair.Key.Span : new(mapping.Span.Start, Math.Min(1, context.Text.Length - mapping.Span.Start));
        return mapping.Span;
    }

    private TextSpan DashBefore(SyntaxNode item)
    {
        var dash = context.Text.Text.AsSpan(0, item.Span.Start).LastIndexOf('-');
        return dash < 0 ? item.Span : new(dash, 1);
    }
}

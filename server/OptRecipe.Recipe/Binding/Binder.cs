using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Binding;

/// <summary>Tree → meaning. Silent: whatever does not read as the schema says is left out, the checks tell.</summary>
internal sealed class Binder(SyntaxTree tree, ItemMemory? memory)
{
    private const int MostInputs = 1000, MostDimensions = 16;
    private readonly StepBinder steps = new(tree, memory);
    private readonly Dictionary<string, ImmutableArray<TargetSelection>> selections = new(StringComparer.Ordinal);

    internal static BoundRecipe Bind(SyntaxTree tree, ItemMemory? memory = null) => new Binder(tree, memory).Bind();

    private BoundRecipe Bind()
    {
        var root = tree.Followed(tree.Root);
        if (!root.IsMapping) return new();
        return new()
        {
            Name = TextOf(root, "name"),
            Description = TextOf(root, "description"),
            Uses = Uses(tree.ValueOf(root, "use")),
            Own = Sections(root),
            Model = Model(tree.ValueOf(root, "model")),
            Targets = Items(tree.ValueOf(root, "targets"), Target),
            Data = new DataBinder(tree).Bind(tree.ValueOf(root, "data")),
            Steps = Items(tree.ValueOf(root, "steps"), Step),
            Budget = new BudgetBinder(tree).Bind(tree.ValueOf(root, "budget")),
            Outputs = Outputs(tree.ValueOf(root, "outputs")),
            Seed = Seed(tree.ValueOf(root, "seed")),
            Variants = VariantBinder.Bind(tree, root),
        };
    }

    private string? TextOf(SyntaxNode mapping, string key) => tree.ValueOf(mapping, key) is { IsScalar: true, IsNull: false } node ? node.Value : null;

    /// <summary>Exact for digits; <c>1e3</c> is a whole number, too.</summary>
    private static ulong Seed(SyntaxNode node)
    {
        if (!node.IsScalar) return 0;
        if (ulong.TryParse(node.Value.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)) return digits;
        return Units.TryNumber(node.ValueText, out var number) && number is >= 0 and < long.MaxValue && number == Math.Floor(number) ? (ulong)number : 0;
    }

    private ImmutableArray<BoundUse> Uses(SyntaxNode node)
    {
        var uses = ImmutableArray.CreateBuilder<BoundUse>();
        Add(node);
        foreach (var item in node.Items) Add(tree.Followed(item));
        return uses.DrainToImmutable();

        void Add(SyntaxNode word)
        {
            if (word is { IsScalar: true, IsNull: false } && uses.Count < BoundUse.Most) uses.Add(new(word.Value, word.ContentSpan()));
        }
    }

    private RecipeSections Sections(SyntaxNode root)
    {
        var own = RecipeSections.None;
        if (tree.ValueOf(root, "targets").IsSequence) own |= RecipeSections.Targets;
        if (tree.ValueOf(root, "steps").IsSequence) own |= RecipeSections.Steps;
        if (tree.ValueOf(root, "outputs") is { IsSequence: true } or { IsMapping: true }) own |= RecipeSections.Outputs;
        if (tree.ValueOf(root, "seed") is { IsScalar: true, IsNull: false }) own |= RecipeSections.Seed;
        return own;
    }

    private BoundModel? Model(SyntaxNode node)
    {
        var path = node.IsMapping ? tree.ValueOf(node, "path") : node;
        return path is { IsScalar: true, IsNull: false } ? InputShapes(new(path.Value, path.ContentSpan()), node) : null;
    }

    private BoundModel InputShapes(BoundModel model, SyntaxNode node)
    {
        foreach (var pair in tree.AllPairs(node))
        {
            if (pair.Key.ValueText is not "input_shapes") continue;
            var shapes = ImmutableArray.CreateBuilder<BoundInputShape>();
            foreach (var input in tree.AllPairs(tree.Followed(pair.Value)).Take(MostInputs))
                if (Shape(tree.Followed(input.Value)) is { } shape) shapes.Add(new(input.Key.Value, input.Key.ContentSpan(), shape, input.Value.Span));
            return model with { InputShapes = shapes.DrainToImmutable(), InputShapesSpan = pair.Key.Span };
        }
        return model;
    }

    private ImmutableArray<int>? Shape(SyntaxNode list)
    {
        if (!list.IsSequence || list.Items.Count > MostDimensions) return null;
        var shape = ImmutableArray.CreateBuilder<int>();
        foreach (var item in list.Items)
        {
            if (tree.Followed(item) is not { IsScalar: true } size || !Units.TryNumber(size.ValueText, out var number) || number != Math.Floor(number) || number is < int.MinValue or > int.MaxValue) return null;
            shape.Add((int)number);
        }
        return shape.DrainToImmutable();
    }

    private ImmutableArray<T> Items<T>(SyntaxNode list, Func<SyntaxNode, SyntaxNode, T?> bind) where T : class
    {
        var result = ImmutableArray.CreateBuilder<T>();
        foreach (var item in list.Items)
            if (bind(item, tree.Followed(item)) is { } bound) result.Add(bound);
        return result.DrainToImmutable();
    }

    /// <summary>The kind's word and its value, for a bare word and for a mapping with one key; of several keys the first that is a kind.</summary>
    private (SyntaxNode Kind, SyntaxNode Value) KindOf(SyntaxNode node)
    {
        if (node.IsScalar) return (node, default);
        foreach (var pair in node.Pairs) return (pair.Key, tree.Followed(pair.Value));
        return default;
    }

    /// <summary>Where the item stands in the file: an alias is where it is used.</summary>
    private static TextSpan SpanOf(SyntaxNode item, SyntaxNode node) => item.Kind == SyntaxKind.Alias ? item.Span : node.Span;

    private BoundTarget? Target(SyntaxNode item, SyntaxNode node)
    {
        var (kind, options) = KindOf(node);
        if (!kind.IsScalar) return null;
        if (TargetFiles.TargetFile.Is(kind.Value)) return new([], SpanOf(item, node), item.Kind == SyntaxKind.Alias ? item.Span : kind.ContentSpan(), kind.Value) { Own = new(kind.Value, Options(options)) };
        var key = node.RawText.ToString();
        if (!selections.TryGetValue(key, out var found)) selections.Add(key, found = Selections(kind.Value, options));
        return found.IsEmpty ? null : new(found, SpanOf(item, node), item.Kind == SyntaxKind.Alias ? item.Span : kind.ContentSpan(), kind.Value);
    }

    private ImmutableArray<BoundOption> Options(SyntaxNode options)
    {
        var written = ImmutableArray.CreateBuilder<BoundOption>();
        foreach (var pair in tree.AllPairs(options).Take(100))
            if (tree.Followed(pair.Value) is { IsScalar: true } value && !written.Any(other => other.Name == pair.Key.Value)) written.Add(new(pair.Key.Value, value.Value, TextSpan.Between(pair.Key.Span.Start, Math.Max(pair.Key.Span.End, pair.Value.Span.End))));
        return written.ToImmutable();
    }

    private ImmutableArray<TargetSelection> Selections(string id, SyntaxNode options)
    {
        var written = Options(options).Select(option => new KeyValuePair<string, string>(option.Name, option.Value)).ToList();
        if (TargetCatalog.Find(id) is { } target) return [TargetSelection.Of(target, written, out _)];
        if (TargetCatalog.FindGroup(id) is not { } group) return [];
        return [.. group.Members.Select(TargetCatalog.Find).OfType<TargetDescription>().Select(member => TargetSelection.Of(member, written, out _))];
    }

    private BoundStep? Step(SyntaxNode item, SyntaxNode node)
    {
        var (kind, value) = KindOf(node);
        if (!kind.IsScalar) return null;
        var span = SpanOf(item, node);
        var kindSpan = item.Kind == SyntaxKind.Alias ? item.Span : KindSpan(kind, node);
        return steps.Bind(kind, value, span, kindSpan);
    }

    private TextSpan KindSpan(SyntaxNode kind, SyntaxNode node)
    {
        var lineEnd = tree.Text.Lines.LineEnd(tree.Text.Lines.LineOf(kind.Span.Start));
        var end = Math.Min(lineEnd, Math.Max(node.Span.End, kind.Span.End));
        foreach (var comment in tree.Comments) if (comment.Start > kind.Span.End && comment.Start < end) end = comment.Start;
        return TextSpan.Between(kind.Span.Start, kind.Span.Start + tree.Text.Slice(TextSpan.Between(kind.Span.Start, end)).TrimEnd().Length);
    }

    private ImmutableArray<BoundOutput> Outputs(SyntaxNode node)
    {
        var result = ImmutableArray.CreateBuilder<BoundOutput>();
        foreach (var pair in node.Pairs) Output(pair);
        foreach (var item in node.Items)
            foreach (var pair in tree.Followed(item).Pairs) Output(pair);
        return result.DrainToImmutable();

        void Output(SyntaxPair pair)
        {
            OutputKind? kind = pair.Key.ValueText switch { "tflite" => OutputKind.TFLite, "report" => OutputKind.Report, _ => null };
            var path = tree.Followed(pair.Value);
            if (path.IsMapping) path = tree.ValueOf(path, "path");
            if (kind is { } known && path is { IsScalar: true, IsNull: false }) result.Add(new(known, path.Value, pair.Span, pair.Value.Kind == SyntaxKind.Alias ? pair.Value.Span : path.ContentSpan()));
        }
    }
}

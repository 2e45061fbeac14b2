using System.Runtime.CompilerServices;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>A node of a tree: two words, copied freely. <c>default</c> is no node.</summary>
public readonly record struct SyntaxNode
{
    internal SyntaxNode(SyntaxTree tree, int index) => (Tree, Index) = (tree, index);

    internal SyntaxTree? Tree { get; }
    internal int Index { get; }

    // Read several times for every node at every keystroke: worth being inlined, which a throw in it prevents.
    private ref readonly NodeData Data
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref (Tree ?? NoNode()).Nodes[Index];
    }

    private static SyntaxTree NoNode() => throw new InvalidOperationException("No node");

    public bool Exists => Tree is not null;
    public SyntaxKind Kind => Tree is null ? SyntaxKind.Missing : Data.Kind;
    public TextSpan Span => TextSpan.Between(Data.Start, Data.End);
    public bool IsScalar => Kind is >= SyntaxKind.Plain and <= SyntaxKind.Folded;
    public bool IsMapping => Kind == SyntaxKind.Mapping;
    public bool IsSequence => Kind == SyntaxKind.Sequence;
    public bool IsMissing => Kind == SyntaxKind.Missing;
    public bool IsFlow => (Data.Flags & NodeFlags.Flow) != 0;
    /// <summary>The parser guessed here and said so already; checks on it would repeat one mistake.</summary>
    public bool IsRecovered => (Data.Flags & NodeFlags.Recovered) != 0;
    public SyntaxNode Parent => Tree is null || Data.Parent < 0 ? default : new(Tree, Data.Parent);

    /// <summary>Null for the core schema of YAML 1.2: nothing, <c>~</c> or <c>null</c> unquoted.</summary>
    public bool IsNull => IsMissing || (Kind == SyntaxKind.Plain && RawText is "~" or "null" or "Null" or "NULL" or "");

    /// <summary>The characters as written, quotes included.</summary>
    public ReadOnlySpan<char> RawText => Tree is null ? default : Tree.Text.Slice(Span);

    /// <summary>The value of a scalar: unquoted, unescaped, folded; the name of an alias; empty for everything else.</summary>
    public string Value => Tree is null ? "" : IsDecoded ? ScalarText.Decode(Tree.Text.Text, Data) : ValueText.ToString();

    /// <summary>The value without making a string where the raw text already has it.</summary>
    public ReadOnlySpan<char> ValueText => Kind switch
    {
        _ when Tree is null || Kind is SyntaxKind.Mapping or SyntaxKind.Sequence or SyntaxKind.Missing => default,
        _ when IsDecoded => Value,
        SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted => RawText[1..^1],
        SyntaxKind.Alias => RawText[1..],
        _ => RawText,
    };

    /// <summary>The text the node is a part of.</summary>
    public string SourceText => Tree is null ? "" : Tree.Text.Text;

    public TextSpan? Anchor => Tree?.Properties(Index)?.Anchor is { Length: > 0 } span ? span : null;
    public TextSpan? Tag => Tree?.Properties(Index)?.Tag is { Length: > 0 } span ? span : null;

    /// <summary>What stands in a mapping, in order; nothing for other kinds.</summary>
    public SyntaxPairs Pairs => new(this);
    /// <summary>What stands in a sequence, in order; nothing for other kinds.</summary>
    public SyntaxItems Items => new(this);

    /// <summary>The value of the first pair with this key, or no node. Linear in the number of keys.</summary>
    public SyntaxNode this[ReadOnlySpan<char> key]
    {
        get
        {
            foreach (var pair in Pairs) if (pair.Key.IsText(key)) return pair.Value;
            return default;
        }
    }

    /// <summary>A mapping that may take in others by merge keys.</summary>
    internal bool MayMerge => Tree is not null && (Data.Flags & NodeFlags.MayMerge) != 0;

    /// <summary>Whether this is the value; quicker than reading it.</summary>
    internal bool IsText(ReadOnlySpan<char> text)
    {
        if (Tree is null) return false;
        ref readonly var data = ref Data;
        if (data.Kind != SyntaxKind.Plain || (data.Flags & NodeFlags.Decoded) != 0) return ValueText.SequenceEqual(text);
        return data.End - data.Start == text.Length && Tree.Text.Text.AsSpan(data.Start, text.Length).SequenceEqual(text);
    }

    private bool IsDecoded => (Data.Flags & NodeFlags.Decoded) != 0;
    internal SyntaxNode FirstChild => Tree is null || Data.FirstChild < 0 ? default : new(Tree, Data.FirstChild);
    internal SyntaxNode Next => Tree is null || Data.Next < 0 ? default : new(Tree, Data.Next);

    public override string ToString() => Tree is null ? "no node" : $"{Kind} {Span.Start}..{Span.End} {RawText}";
}

/// <summary>A key and its value; either may be <see cref="SyntaxKind.Missing"/>.</summary>
public readonly record struct SyntaxPair(SyntaxNode Key, SyntaxNode Value)
{
    public TextSpan Span => TextSpan.Between(Key.Span.Start, Math.Max(Key.Span.End, Value.Span.End));
}

public readonly struct SyntaxPairs(SyntaxNode mapping)
{
    public Enumerator GetEnumerator() => new(mapping.IsMapping ? mapping.FirstChild : default);
    public int Count { get { var count = 0; foreach (var _ in this) count++; return count; } }

    public struct Enumerator
    {
        private SyntaxNode key, value, next;
        internal Enumerator(SyntaxNode first) => next = first;
        public readonly SyntaxPair Current => new(key, value);

        public bool MoveNext()
        {
            if (next.Tree is not { } tree) return false;
            key = next;
            value = new(tree, tree.Nodes[key.Index].Next);
            var after = tree.Nodes[value.Index].Next;
            next = after < 0 ? default : new(tree, after);
            return true;
        }
    }
}

public readonly struct SyntaxItems(SyntaxNode sequence)
{
    public Enumerator GetEnumerator() => new(sequence.IsSequence ? sequence.FirstChild : default);
    public int Count { get { var count = 0; foreach (var _ in this) count++; return count; } }

    public struct Enumerator
    {
        private SyntaxNode next;
        internal Enumerator(SyntaxNode first) => next = first;
        public SyntaxNode Current { get; private set; }

        public bool MoveNext()
        {
            if (!next.Exists) return false;
            (Current, next) = (next, next.Next);
            return true;
        }
    }
}

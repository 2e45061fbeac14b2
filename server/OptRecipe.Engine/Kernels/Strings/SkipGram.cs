using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SKIP_GRAM: all sequences of <c>ngram_size</c> words of the first string (with include_all_ngrams also shorter ones) between whose neighbours at most max_skip_size
/// words are left out, in the order of a depth-first walk; words are joined by a space.</summary>
internal sealed class SkipGram : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Type != TensorType.String) throw context.UnsupportedType(input);
        if (output.Type != TensorType.String) throw context.UnsupportedType(output);
        context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var (input, output, options) = (context.Input(0), context.Output(0), context.OptionsOf("SkipGramOptions"));
        if (!StringTensor.TryRead(input.Bytes, out var texts) || texts.Count == 0) throw context.Refusal($"tensor {input.Index} is {input}, its bytes hold no string");
        var text = texts[0];
        var size = options.Int32("ngram_size");
        var words = Words(text);
        var (count, byteCount) = (0, 0L);
        // Once to know the room, once to write.
        for (var walk = Walk(options, words.Count); walk.MoveNext();)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            byteCount += walk.Current.Length - 1;
            foreach (var word in walk.Current) byteCount += words[word].Length;
            if (StringTensor.HeaderByteCount(++count) + byteCount > int.MaxValue) throw context.Refusal($"there are too many sequences of {size} among {words.Count} words");
        }
        context.Resize(output, count);
        var writer = new StringTensorWriter(context.ResizeBytes(output, (int)(StringTensor.HeaderByteCount(count) + byteCount)), count);
        var joined = new byte[text.Length];
        for (var walk = Walk(options, words.Count); walk.MoveNext();)
        {
            var length = 0;
            foreach (var word in walk.Current)
            {
                if (length > 0) joined[length++] = (byte)' ';
                text.Slice(words[word].Start, words[word].Length).CopyTo(joined.AsSpan(length));
                length += words[word].Length;
            }
            writer.Append(joined.AsSpan(0, length));
        }
    }

    private static SkipGramWalk Walk(OperatorOptions options, int wordCount) =>
        new(wordCount, options.Int32("ngram_size"), options.Int32("max_skip_size"), options.Bool("include_all_ngrams"));

    /// <summary>Words between white space. One that follows white space at the very start is lost, as in TensorFlow Lite.</summary>
    private static List<(int Start, int Length)> Words(ReadOnlySpan<byte> text)
    {
        var (words, start) = (new List<(int, int)>(), 0);
        for (var index = 1; index < text.Length; index++)
        {
            if (!IsSpace(text[index])) continue;
            if (index > start && !IsSpace(text[start])) words.Add((start, index - start));
            start = index + 1;
        }
        if (text.Length > start) words.Add((start, text.Length - start));
        return words;
    }

    private static bool IsSpace(byte character) => character is (byte)' ' or >= 9 and <= 13;
}

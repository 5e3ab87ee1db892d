using System.Globalization;
using System.Text;
using System.Text.Json;
using Tensorflow;
using TfNet.Formats;

namespace TfNetZoo.Data;

/// <summary>
/// <c>class_indices.json</c>, written by training and read by prediction: an object from the index (as text) to the class name,
/// in exactly the text of Python's <c>json.dumps({index: name}, indent=4)</c>.
/// </summary>
public static class ClassIndices
{
    private const int MaxBytes = 16 << 20, MaxClasses = 1_000_000;

    /// <summary>The text of the file: four spaces of indent, non-ASCII characters escaped, no newline at the end.</summary>
    /// <param name="names">class names in the order of their indices</param>
    public static string ToText(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            return "{}";
        IEnumerable<string> lines = names.Select((name, i) => $"    \"{i.ToString(CultureInfo.InvariantCulture)}\": {Quote(name)}");
        return "{\n" + string.Join(",\n", lines) + "\n}";
    }

    /// <summary>Writes the file; the old one is replaced in one step.</summary>
    public static void Write(string path, IReadOnlyList<string> names) => AtomicFile.WriteAllText(path, ToText(names));

    /// <summary>Writes the file from a generator's <c>class_indices</c> (name to index).</summary>
    /// <exception cref="ValueError">the indices are not 0 .. n-1</exception>
    public static void Write(string path, IReadOnlyDictionary<string, int> classIndices)
    {
        ArgumentNullException.ThrowIfNull(classIndices);
        string[] names = [.. classIndices.OrderBy(p => p.Value).Select(p => p.Key)];
        for (int i = 0; i < names.Length; i++)
        {
            if (classIndices[names[i]] != i)
                throw new ValueError($"ClassIndices: argument classIndices: expected the indices 0 to {names.Length - 1}; received " +
                    $"{classIndices[names[i]]}");
        }
        Write(path, names);
    }

    /// <summary>Reads the class names in the order of their indices. Also accepts ImageNet's form, index to [id, name].</summary>
    /// <exception cref="AssertionError">the file does not exist</exception>
    /// <exception cref="ClassIndicesException">the content is not an object from 0 .. n-1 to names, or too large</exception>
    public static string[] Read(string path)
    {
        if (!File.Exists(path))
            throw new AssertionError($"file: '{path}' dose not exist.");
        byte[] bytes = ReadBounded(path);
        Dictionary<int, string> names;
        try
        {
            names = Parse(path, bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A string with half a surrogate pair is valid JSON but no text: the reader reports it as an invalid operation.
            long at = e is JsonException { BytePositionInLine: long column } ? column : -1;
            throw new ClassIndicesException(path, $"expected JSON text; {e.Message}", at, e);
        }
        for (int i = 0; i < names.Count; i++)
        {
            if (!names.ContainsKey(i))
                throw new ClassIndicesException(path, $"expected the indices 0 to {names.Count - 1}; {i} is missing");
        }
        return [.. Enumerable.Range(0, names.Count).Select(i => names[i])];
    }

    private static byte[] ReadBounded(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
            throw new ClassIndicesException(path, $"expected at most {MaxBytes} bytes; received {stream.Length}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Dictionary<int, string> Parse(string path, byte[] bytes)
    {
        ReadOnlySpan<byte> bom = [0xEF, 0xBB, 0xBF];
        int start = bytes.AsSpan().StartsWith(bom) ? bom.Length : 0;
        var reader = new Utf8JsonReader(bytes.AsSpan(start), new JsonReaderOptions { MaxDepth = 4 });
        var names = new Dictionary<int, string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new ClassIndicesException(path, "expected an object from index to class name", start + reader.TokenStartIndex);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = start + reader.TokenStartIndex;
            string key = reader.GetString()!;
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= MaxClasses)
                throw new ClassIndicesException(path, $"expected an index below {MaxClasses} as key; received \"{Shorten(key)}\"", at);
            if (!names.TryAdd(index, ReadName(path, ref reader, start)))
                throw new ClassIndicesException(path, $"the index {index} occurs twice", at);
        }
        // Reading on makes the reader refuse anything after the object.
        if (reader.Read())
            throw new ClassIndicesException(path, "expected nothing after the object", start + reader.TokenStartIndex);
        return names;
    }

    private static string ReadName(string path, ref Utf8JsonReader reader, int start)
    {
        reader.Read();
        bool isPair = reader.TokenType == JsonTokenType.StartArray;
        if (isPair && (!reader.Read() || reader.TokenType != JsonTokenType.String || !reader.Read()))
            throw new ClassIndicesException(path, "expected [id, name]", start + reader.TokenStartIndex);
        if (reader.TokenType != JsonTokenType.String)
        {
            string expected = isPair ? "[id, name]" : "a class name";
            throw new ClassIndicesException(path, $"expected {expected}; received {reader.TokenType}", start + reader.TokenStartIndex);
        }
        string name = reader.GetString()!;
        if (isPair && (!reader.Read() || reader.TokenType != JsonTokenType.EndArray))
            throw new ClassIndicesException(path, "expected [id, name]", start + reader.TokenStartIndex);
        return name;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";

    /// <summary>A string as json.dumps writes it: everything outside printable ASCII escaped, hexadecimal digits in lower case.</summary>
    private static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            result.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\f' => "\\f",
                '\b' => "\\b",
                >= ' ' and <= '~' => c.ToString(),
                _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
            });
        }
        return result.Append('"').ToString();
    }
}

using System.Globalization;
using System.Text;

namespace TfNet.Formats.Hdf5;

/// <summary>
/// Lists of names as Keras stores them: one attribute, or, where that would exceed 64,512 bytes, several with the numbers 0, 1, .. behind
/// their name.
/// </summary>
public static class Hdf5Attributes
{
    /// <summary>
    /// Stores a list of names; an empty one as float64 without elements. All parts of a long list have the width of the longest name, and
    /// the first parts are the longer ones by one element.
    /// </summary>
    /// <exception cref="Hdf5Exception">a single name is longer than an attribute can be</exception>
    public static void WriteStringList(Hdf5ObjectWriter target, string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(values);
        int width = 1;
        foreach (string value in values)
        {
            int bytes = Encoding.UTF8.GetByteCount(value);
            if (bytes > Hdf5ObjectWriter.AttributeLimit)
                throw Hdf5ObjectWriter.Refuse(
                    $"'{target.Path}': attribute '{name}': a name of {bytes} bytes; at most {Hdf5ObjectWriter.AttributeLimit} fit");
            width = Math.Max(width, bytes);
        }
        int perPart = Hdf5ObjectWriter.AttributeLimit / width;
        int parts = Math.Max(1, (values.Count + perPart - 1) / perPart);
        if (parts == 1)
        {
            target.SetAttribute(name, values);
            return;
        }
        int start = 0;
        for (int p = 0; p < parts; p++)
        {
            int count = values.Count / parts + (p < values.Count % parts ? 1 : 0);
            target.SetAttribute(name + p.ToString(CultureInfo.InvariantCulture), [.. values.Skip(start).Take(count)], width);
            start += count;
        }
    }

    /// <summary>True when the list is stored, whole or in parts.</summary>
    public static bool HasStringList(Hdf5Object source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Attributes.ContainsKey(name) || source.Attributes.ContainsKey(name + "0");
    }

    /// <summary>Reads a list stored whole or in parts; an empty array when there is none (as Keras).</summary>
    public static string[] ReadStringList(Hdf5Object source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.TryAttribute(name, out Hdf5Attribute? whole))
            return whole.ReadStrings();
        var all = new List<string>();
        for (int p = 0; source.TryAttribute(name + p.ToString(CultureInfo.InvariantCulture), out Hdf5Attribute? part); p++)
            all.AddRange(part.ReadStrings());
        return [.. all];
    }
}

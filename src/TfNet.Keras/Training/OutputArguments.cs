using System.Collections;

namespace Tensorflow.Keras.Engine;

/// <summary>Spreads what compile was given (one thing, a list, or a dictionary by output name) over the model's outputs.</summary>
internal static class OutputArguments
{
    /// <summary>A loss or a loss weight for each output; null where there is none.</summary>
    internal static object?[] One(object? given, string[] outputs)
    {
        switch (given)
        {
            case null:
                return new object?[outputs.Length];
            case IDictionary byName:
                return ByName(byName, outputs);
            case IEnumerable list and not string:
                object?[] items = [.. list.Cast<object?>()];
                return [.. outputs.Select((_, i) => i < items.Length ? items[i] : null)];
            default:
                return [.. outputs.Select(_ => given)];
        }
    }

    /// <summary>
    /// The metrics of each output. A flat list is for all outputs; a list with lists (or nulls) in it has one member for each output.
    /// </summary>
    internal static object[][] Many(object? given, string[] outputs)
    {
        switch (given)
        {
            case null:
                return [.. outputs.Select(_ => Array.Empty<object>())];
            case IDictionary byName:
                return Array.ConvertAll(ByName(byName, outputs), Flat);
            case IEnumerable list and not string:
                object?[] items = [.. list.Cast<object?>()];
                bool perOutput = items.Any(i => i is null or (IEnumerable and not string));
                return [.. outputs.Select((_, i) => perOutput ? Flat(i < items.Length ? items[i] : null) : Flat(items))];
            default:
                return [.. outputs.Select(_ => Flat(given))];
        }
    }

    private static object[] Flat(object? given) => given switch
    {
        null => [],
        IEnumerable list and not string => [.. list.Cast<object?>().OfType<object>()],
        _ => [given],
    };

    private static object?[] ByName(IDictionary given, string[] outputs)
    {
        string[] keys = [.. given.Keys.Cast<object>().Select(k => k.ToString()!)];
        string[] unknown = [.. keys.Except(outputs)];
        if (unknown.Length > 0)
            throw new ValueError(
                $"Found unexpected losses or metrics that do not correspond to any Model output: dict_keys({List(unknown)}). "
                + $"Valid mode output names: {List(outputs)}. "
                + $"Received struct is: {{{string.Join(", ", keys.Select(k => $"'{k}': {Show(given[k])}"))}}}.");
        return Array.ConvertAll(outputs, o => given.Contains(o) ? given[o] : null);
    }

    private static string Show(object? value) => value is string s ? $"'{s}'" : value?.ToString() ?? "None";

    private static string List(string[] names) => $"[{string.Join(", ", names.Select(n => $"'{n}'"))}]";
}

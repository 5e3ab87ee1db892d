using System.CommandLine;
using Tensorflow;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>Options that several commands share.</summary>
internal static class Arguments
{
    internal static Option<string> Network() =>
        new("--network") { Description = "a name of the list that 'networks' prints", Required = true };

    internal static Option<int> ImageSize() => new("--image-size") { Description = "height and width (default: the network's own)" };

    internal static Option<int> BatchSize() => new("--batch-size") { Description = "images per step", DefaultValueFactory = _ => 32 };

    internal static Option<bool> ByName() => new("--by-name") { Description = "pair the file's layers with the network's by name" };

    internal static Option<string?> Classes() => new("--classes")
    {
        Description = "class names: class_indices.json, ImageNet's index, or text with a name in each line (default: class_indices.json beside the weights)",
    };

    /// <summary>The network of a command line, at a size that it works at.</summary>
    internal static NetworkInfo NetworkOf(ParseResult parsed, Option<string> name, Option<int> size)
    {
        NetworkInfo network = ModelRegistry.Get(parsed.GetValue(name)!);
        int pixels = parsed.GetValue(size);
        if (pixels == 0 && parsed.GetResult(size) is null or { Implicit: true })
            return network;
        if (!network.AnySize && pixels != network.Size)
            throw new ValueError($"argument --image-size: expected {network.Size}, the only size of {network.Name}; received {pixels}");
        return pixels >= network.MinimumSize ? network
            : throw new ValueError($"argument --image-size: expected at least {network.MinimumSize} for {network.Name}; received {pixels}");
    }

    internal static int Positive(ParseResult parsed, Option<int> option)
    {
        int value = parsed.GetValue(option);
        return value > 0 ? value : throw new ValueError($"argument {option.Name}: expected a number > 0; received {value}");
    }
}

import PlumbCLI

await Program.main()
